"""Orphans: resources that a run created and that no state knows. They are found by listing, and removed in order."""
