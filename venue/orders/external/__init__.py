"""Orders of other programs, known by their reference."""
