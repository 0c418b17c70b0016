"""The box's keys: a new one when the owner wishes, and everything sealed anew under it."""
