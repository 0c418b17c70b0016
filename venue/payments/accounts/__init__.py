"""House accounts: regulars and companies who pay later."""
