"""Network ACLs: the entries that AWS makes, and those that it takes."""
