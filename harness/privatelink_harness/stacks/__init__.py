"""One stack on disk: directory, record, installation."""
