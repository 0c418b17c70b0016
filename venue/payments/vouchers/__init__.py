"""Vouchers and deposits: money taken before anything was sold."""
