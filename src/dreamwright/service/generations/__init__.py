"""What a user asked for and got: one generation, its job, its credits and its files, moved together."""
