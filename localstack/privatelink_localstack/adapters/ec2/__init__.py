"""The EC2 API of the control plane, as a provider of LocalStack's. It translates; the rules are in `control`."""
