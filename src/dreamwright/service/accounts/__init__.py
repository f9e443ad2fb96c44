"""Who is asking: people, workspaces, keys, sessions, what each may do, and what was done."""
