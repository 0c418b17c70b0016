"""The fault programme: one load, several faults, one judge of the whole history."""
