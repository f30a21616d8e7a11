"""Plan, apply, verify, destroy: one engine for the command and for pytest."""
