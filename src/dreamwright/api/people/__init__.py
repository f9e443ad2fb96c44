"""People on our own wire: sign-in, accounts, keys, workspaces, usage, payment, the audit log, administration."""
