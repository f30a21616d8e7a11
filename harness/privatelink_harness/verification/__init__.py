"""Whether what stands is what the spec asked for: each check holds spec, plan, state and API against each other."""
