"""What a waiter orders most: the house's best sellers and the own pins."""
