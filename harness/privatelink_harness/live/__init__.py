"""Probes in live accounts: small functions that a run puts into its own VPCs, and the rows that follow from them."""
