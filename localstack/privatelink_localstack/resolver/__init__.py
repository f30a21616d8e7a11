"""Rules of Route 53 Resolver: endpoints, rules, their associations with VPCs, and what a name resolves to."""
