"""Load balancers: records, and the rules of the operations on them."""
