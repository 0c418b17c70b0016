"""The phones of a party: how they come in, what they may, and what they call for."""
