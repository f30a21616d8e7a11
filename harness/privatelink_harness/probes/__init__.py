"""Probes: connections that really are made on an applied stack, and the rows that follow from them."""
