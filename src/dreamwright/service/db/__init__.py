"""The one schema, its migrations, and the two databases that keep it."""
