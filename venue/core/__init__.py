"""What every feature stands on; knows nothing of orders or rooms."""
