"""What a guest in a room asks for by a tap, read by each side in the own language."""
