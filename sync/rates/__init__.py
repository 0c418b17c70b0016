"""What a coin is worth in the venue's currency."""
