"""Doors for programs: probes and status, the news sockets, and the seed's wire protocol."""
