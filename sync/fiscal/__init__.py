"""The fiscal device behind a middleware of the venue's own network."""
