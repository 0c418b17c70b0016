"""Settings of the box: the defaults, the loader, and the demo venue's files."""
