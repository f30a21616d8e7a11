"""The types of resources that a run creates, in the order in which PrivateLink lets go of them.

An endpoint before the service that it connects to, a service before its load balancer, names before networks, whatever
has a network interface before the subnet, the VPC after all that lies in it, and last what stands beside the network.
"""

from __future__ import annotations

from privatelink_harness.orphans.connections import CONNECTIONS
from privatelink_harness.orphans.names import NAMES
from privatelink_harness.orphans.networks import NETWORKS
from privatelink_harness.orphans.others import FUNCTIONS, OTHERS, WATCHES

KINDS = (*WATCHES, *FUNCTIONS, *CONNECTIONS, *NAMES, *NETWORKS, *OTHERS)
"""All types, in the order of their removal."""
