"""TON: the chain read, never written; the box holds an address and no key."""
