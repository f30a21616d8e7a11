"""Elastic Load Balancing v2 for LocalStack: network load balancers as AWS has them, over moto's store.

The rules are plain Python: `names`, `attributes`, `load_balancer`, `capacity`, `listener`, `action`, `target_group`,
`target_group_attributes`, `health_check`, `target`, `target_health`, `health_fault`, `quotas`, `tags`, `pages`. What
touches moto or LocalStack: `store` and `stored`, `network`, `interfaces`, `zones`, `target_quota`, the handlers of
calls `*_calls`, `provider`, `plugin`, `lookup`, `http`.

Where no other source is named, a rule is from the documentation in botocore's model of elbv2 (1.43).
"""
