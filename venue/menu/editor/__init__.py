"""The manager's editor of the menu."""
