"""What a box does that does not serve: it follows another one, or says that it was replaced."""
