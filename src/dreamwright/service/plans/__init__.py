"""What each plan allows and what things cost, from one file."""
