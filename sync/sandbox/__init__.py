"""Stand-in clouds: what the product uses of Cloudbeds, Airalo, toncenter and two rate sources.

One process, one port, state on disk, the vendors' documented quirks, and faults on demand. The demo
syncs with it, an installer trains on it, the tests count effects in it. See docs/sandbox.md.
"""
