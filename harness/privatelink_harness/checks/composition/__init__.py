"""The checks of a composition: each module by its own pattern's, and the links between them from both sides."""
