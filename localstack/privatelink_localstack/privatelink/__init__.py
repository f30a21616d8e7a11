"""Rules of AWS PrivateLink's control plane, over frozen records.

What they need of the world comes through protocols: `kernel.network.Network` (VPCs, subnets, interfaces),
`load_balancers.LoadBalancers` and `outside` (DNS records, topics). `plane.ControlPlane` holds the state.
"""
