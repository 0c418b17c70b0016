"""Refunds asked of the vendor: decided there by people, and apart from the guest's money."""
