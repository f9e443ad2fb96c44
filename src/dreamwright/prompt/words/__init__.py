"""The vocabulary: one table a room of the plan, all of them declarative. Knows no prompt."""
