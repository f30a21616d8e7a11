"""Lambda functions as processes of this machine, without Docker: what runs them, and what they are answered by."""
