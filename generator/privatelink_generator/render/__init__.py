"""From a spec to the text of a module's files: `module.render` is the way in."""

from __future__ import annotations

from .module import GeneratedModule, render

__all__ = ["GeneratedModule", "render"]
