"""The checks of the provider pattern, a file for each noun."""
