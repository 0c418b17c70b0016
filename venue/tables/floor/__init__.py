"""The drawing of the floor: areas, where tables stand, and their changes."""
