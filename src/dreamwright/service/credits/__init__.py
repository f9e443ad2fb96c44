"""What each workspace can spend and has spent: a double-entry ledger that is only ever added to."""
