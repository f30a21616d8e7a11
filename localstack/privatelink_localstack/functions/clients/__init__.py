"""Programs that fetch invocations for functions; each runs alone, in the function's own interpreter."""
