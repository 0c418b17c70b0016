"""Menu files: CSV and TOML in and out, and what a file would change."""
