"""What AWS PrivateLink's control plane does, in plain Python: no type of LocalStack's is known here.

The rules (states, names, addresses, zones, principals, private DNS) are pure functions over frozen records. What
they need of the world comes through three small protocols: `network.Network` (VPCs, subnets, interfaces),
`load_balancers.LoadBalancers` and `outside` (DNS records, topics). `plane.ControlPlane` holds the state.
"""
