"""Where a stack is applied."""
