"""Cloudbeds: v1.3 for the front desk, v2 checks for the till, Accounting to read back."""
