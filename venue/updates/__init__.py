"""New versions: signed releases, versions side by side, and the way from one to another."""
