"""Networks on premises, as tests describe them: AWS knows the gateways at their edge alone."""
