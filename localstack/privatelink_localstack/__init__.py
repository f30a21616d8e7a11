"""LocalStack without Docker, and the emulation of PrivateLink and Elastic Load Balancing inside it."""
