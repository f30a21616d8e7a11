"""The code of the function that makes probes in live accounts."""
