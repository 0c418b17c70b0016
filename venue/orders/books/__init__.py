"""The bill's row that orders stand on, and the business day."""
