"""The pytest plugin: stacks as fixtures."""
