"""The owner's mail server as a provider."""
