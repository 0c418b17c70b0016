"""The appliance: one restaurant or hotel served by one process on one box."""

__version__ = "0.1.0"
