"""Checks that act on an applied stack through the API, look at what follows on both sides, and put back."""
