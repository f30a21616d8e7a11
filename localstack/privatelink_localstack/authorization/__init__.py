"""Whether a request that comes through an endpoint is allowed, by the endpoint's policy and the resource's own."""
