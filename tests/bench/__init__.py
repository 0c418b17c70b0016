"""The benchmark: the real order path under guests and screens, beside the seed's own design."""
