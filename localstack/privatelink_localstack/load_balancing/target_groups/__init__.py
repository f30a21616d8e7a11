"""Target groups, targets and their health."""
