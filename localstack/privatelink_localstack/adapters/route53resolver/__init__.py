"""Route 53 Resolver: endpoints, rules and associations from the rules of `resolver`; the rest is LocalStack's own."""
