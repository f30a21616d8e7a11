"""What must be true of a stack: spec, plan, state and API held against each other."""
