"""The command `privatelink`: options in, results out."""
