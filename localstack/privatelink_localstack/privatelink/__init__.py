"""Rules of AWS PrivateLink's control plane, over frozen records.

Networks, load balancers, DNS and topics come through protocols: `kernel.network.Network` (VPCs, subnets, interfaces),
`load_balancers.LoadBalancers` and `outside` (DNS records, topics). `plane.ControlPlane` holds the state.
"""
