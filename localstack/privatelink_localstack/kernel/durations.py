"""Durations of states in seconds. AWS takes minutes; the defaults are short, so that tests do not wait."""

from __future__ import annotations

DEFAULTS = {
    # Endpoint: until it is available; until it is deleted; until it is no longer listed as deleted.
    "endpoint.pending": 0.05,
    # Endpoint whose connection is accepted: until it is available. With auto_accept, the AWS provider looks 5 s later,
    # the trimmed one at once, and both take "pending" for an error.
    "endpoint.accepted": 0,
    "endpoint.deleting": 0.05,
    "endpoint.deleted": 0.5,
    # Endpoint service: until it is available; until it is gone.
    "service.pending": 0.05,
    "service.deleting": 0.05,
    # Private DNS name: until the verification has an outcome.
    "domain.pending": 0.05,
    # VPN gateway, connection, static route, attachment: until it is available or modified; until it is deleted or
    # detached; until it is no longer listed as deleted.
    "vpn.pending": 0.05,
    "vpn.deleting": 0.05,
    "vpn.deleted": 0.5,
    # Direct Connect gateway, association: until it is associated or updated; until it is ended or deleted; until it is
    # no longer listed as that.
    "direct_connect.associating": 0.05,
    "direct_connect.disassociating": 0.05,
    "direct_connect.deleted": 0,
    # Route 53 Resolver: until an endpoint is operational; until its change, or a VPC's configuration, is in effect;
    # until a rule's change is; until a rule's association is; until any of them is gone.
    "resolver.endpoint": 0.05,
    "resolver.updating": 0.05,
    "resolver.rule": 0.05,
    "resolver.association": 0.05,
    "resolver.deleting": 0.05,
    # Route 53 Profiles: until an association is complete; until it is gone.
    "profile.association": 0.05,
    "profile.deleting": 0.05,
    # Transit gateway, its route tables and attachments: until they are available or changed; until an association or
    # propagation has begun or ended; until they are deleted; until deleted ones are no longer listed, which the AWS
    # provider must see.
    "transit_gateway.pending": 0.05,
    "transit_gateway.modifying": 0.05,
    "transit_gateway.joining": 0.05,
    "transit_gateway.deleting": 0.05,
    "transit_gateway.ended": 60 * 60,
    # VPC peering connection: until a request, an acceptance or a deletion has an outcome; until a request expires (VPC
    # Peering guide: 7 days); until one that has ended is no longer listed (2 hours).
    "peering.pending": 0,
    "peering.expires": 7 * 24 * 60 * 60,
    "peering.ended": 2 * 60 * 60,
    # Lambda: until a network interface is gone that no function uses any more. AWS takes up to 20 minutes, and the AWS
    # provider waits for it before it deletes security groups and subnets.
    "function.interface": 0,
    # Traffic: how long a second lasts of load balancers' idle time-outs and deregistration delays; of health checks'
    # intervals and time-outs.
    "traffic.second": 1,
    "health_check.second": 0.1,
    # Metrics: how long a minute lasts in which traffic is measured, and in alarms on it.
    "metric.minute": 60,
}
