"""Lambda functions: those of a stack, and those that a test adds to it for a while."""
