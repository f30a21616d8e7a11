"""The code of the function that calls others from inside a VPC."""
