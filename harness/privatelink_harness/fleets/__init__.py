"""Fleets: many stacks at once, on this machine or on a Dask cluster, or spread over the jobs of a CI system."""
