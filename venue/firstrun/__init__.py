"""The first run: a box without a venue becomes one, in the browser or by `venue init`."""
