"""The command line's groups; each is a thin caller of the same API that the screens use."""
