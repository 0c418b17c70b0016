"""Talks to the clouds: outbox, providers and stand-ins live here."""
