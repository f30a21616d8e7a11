"""One stack on disk: source, directory, record, installation."""
