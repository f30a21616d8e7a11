"""Targets, to which stacks are applied: the protocol, a folder or file for each implementation, one factory."""
