"""The screens: page shells, and the static files they load from the box alone."""
