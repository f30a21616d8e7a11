"""From a spec to the text of a module's files: `module.render` is the way in."""
