"""The breakfast card: what a guest in house wants brought to the room in the morning."""
