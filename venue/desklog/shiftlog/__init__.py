"""The shift log: what one shift of the desk tells the next."""
