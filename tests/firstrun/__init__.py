"""The first run, by hand and under the knife."""
