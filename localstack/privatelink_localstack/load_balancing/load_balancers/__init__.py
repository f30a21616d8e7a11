"""Load balancers: records, and what AWS lets them have."""
