"""Elastic Load Balancing v2 in LocalStack: handlers over the rules of `load_balancing`, with moto's store.

A handler translates: a request becomes a record (`requests`), a rule decides, a record becomes a response
(`responses`). Listeners and listener rules of application load balancers are moto's.
"""
