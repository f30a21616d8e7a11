"""Elastic Load Balancing v2 for LocalStack: network load balancers as AWS has them, over moto's store.

The rules are plain Python: `names`, `attributes`, `load_balancer`, `capacity`, `listener`, `target_group`,
`target_group_attributes`, `health_check`, `target_health`, `tags`, `pages`. What touches moto or LocalStack: `store`,
`network`, `interfaces`, the handlers of calls `*_calls`, `provider`, `plugin`, `lookup`.

Where no other source is named, a rule is from the documentation in botocore's model of elbv2 (1.43).
"""
