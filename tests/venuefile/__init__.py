"""The venue as one file: plan, apply, take back."""
