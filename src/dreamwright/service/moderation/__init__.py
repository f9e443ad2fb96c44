"""What may not be asked for: a plug point, and a list of words behind it."""
