"""A second box that stands by: it has what the first one acknowledged, and can take its place."""
