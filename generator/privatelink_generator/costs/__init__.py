"""What the module of a spec costs in a month, from what it makes and from a price list."""
