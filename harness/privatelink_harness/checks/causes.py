"""What usually causes a failed check: by the sources that contradict each other, and by the property."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.property import Property

_STALE: Final = "the spec was changed after `privatelink generate`, or the module was edited"

CAUSES: Mapping[Property, str] = {
    Property.EXISTS: "it was deleted outside of Terraform, or the stack is in another account or Region",
    Property.TYPE: "a resource of another type took the name's place",
    Property.SERVICE: "the endpoint was made for the service of another Region or owner",
    Property.SERVICE_REGION: "the owner does not support the Region, or the endpoint was made before it was named",
    Property.VPC: "the module was given another VPC than the root module's output names",
    Property.STATE: "AWS is still creating it, or failed to: its description has the reason",
    Property.ACCEPTANCE: "the service's owner has not accepted the connection, or has rejected it",
    Property.ROUTE_TABLES: "a route table was associated or taken away by ModifyVpcEndpoint",
    Property.ROUTES: "the route was replaced or deleted in the route table, or the table is not the subnets' own",
    Property.IP_ADDRESS_TYPE: "the subnets or the service's load balancers lack IPv6 CIDR blocks",
    Property.SUBNETS: "a subnet was added or taken away by ModifyVpcEndpoint",
    Property.INTERFACES: "the service is not in the subnet's Availability Zone, or two subnets share one",
    Property.ADDRESSES: "an interface is in another subnet than its endpoint says; of a device: it has a new address",
    Property.IPV6_ADDRESSES: "the subnet has no IPv6 CIDR block, or the endpoint is ipv4",
    Property.FIXED_ADDRESSES: "the addresses were left out when the endpoint was made; AWS never changes them",
    Property.SECURITY_GROUPS: "groups were changed by ModifyVpcEndpoint; without any AWS takes the VPC's default group",
    Property.INTERFACE_GROUPS: "groups were changed on the network interface instead of the endpoint",
    Property.INGRESS: "a rule was authorized or revoked by hand, or another module owns rules of the group",
    Property.NETWORK_ACL: "the subnet was associated with another network ACL, or a rule was changed by hand",
    Property.PRIVATE_DNS: "the VPC lacks enableDnsSupport or enableDnsHostnames, or the name was not verified yet",
    Property.PRIVATE_NAMES: "the service has no private DNS name, or the owner's domain is not verified yet",
    Property.REGIONAL_NAME: "the endpoint is not available yet",
    Property.ZONAL_NAMES: "a subnet's network interface is missing, so that its zone has no name",
    Property.DNS_RECORDS: "the DNS options were left out when the endpoint was made dual-stack",
    Property.INBOUND_ONLY: "the VPC has no gateway endpoint of S3, which AWS wants first",
    Property.SCHEME: "the load balancer was made with the other scheme: AWS never changes it",
    Property.CROSS_ZONE: "the load balancer's attribute was changed by hand",
    Property.ZONAL_SHIFT: "the load balancer's attribute was changed by hand, or cross-zone load balancing forbids it",
    Property.CLIENT_ROUTING: "the load balancer's attribute was changed by hand",
    Property.SECONDARY_ADDRESSES: "the subnets have no free addresses, or the attribute was changed by hand",
    Property.ACCESS_LOGS: "logs were turned off by hand, or the bucket's policy does not let AWS write",
    Property.PRIVATELINK_RULES: "SetSecurityGroups was called without the flag, which turns the rules on",
    Property.LISTENERS: "a listener was made or deleted outside of Terraform",
    Property.PROTOCOL: "the port or protocol was changed by ModifyListener; of a target group AWS never changes it",
    Property.FORWARD: "weights were moved by hand, as in a deployment, and not written back into the spec",
    Property.CERTIFICATES: "certificates were changed outside of Terraform, or a renewed one has another ARN",
    Property.TLS_POLICIES: "the policy was changed by ModifyListener",
    Property.IDLE_TIMEOUT: "the listener's attribute was changed by hand",
    Property.PROXY_PROTOCOL: "the target group's attribute was changed by hand",
    Property.CLIENT_IP: "the target group's attribute was changed by hand",
    Property.STICKINESS: "the target group's attribute was changed by hand",
    Property.DEREGISTRATION: "the target group's attribute was changed by hand",
    Property.HEALTH_CHECK: "the health check was changed by ModifyTargetGroup",
    Property.TARGETS: "a deployment registers targets; the spec says so with registered_by: others",
    Property.TARGET_HEALTH: "nothing answers on the health check's port, or a group does not admit the load balancer",
    Property.LOAD_BALANCERS: "a load balancer was added to the service or taken away outside of Terraform",
    Property.PRINCIPALS: "they were changed outside of Terraform, or an account left its organizational unit",
    Property.PRIVATE_DNS_NAME: "the name was changed or removed outside of Terraform",
    Property.VERIFICATION: "the TXT record is not in public DNS, as where the zone is not delegated",
    Property.SUPPORTED_REGIONS: "the Region is not enabled in the account, or was removed outside of Terraform",
    Property.SUPPORTED_ADDRESSES: "a load balancer of the service is not dual-stack",
    Property.ZONES: "a subnet was added to a load balancer, or taken away, after the service was made",
    Property.CONNECTION: "the owner accepted or rejected the connection by hand, or the consumer deleted the endpoint",
    Property.ADMISSION: "the consumer's account is not among the service's principals",
    Property.ENDPOINT_STATE: "the owner accepted or rejected the connection by hand",
    Property.EVENTS: "the notification was changed outside of Terraform",
    Property.TOPIC: "the notification names another topic, or the topic was replaced",
    Property.METRIC: "the alarm was made anew with other dimensions: it has no data then",
    Property.THRESHOLD: "the alarm was changed in the console",
    Property.DIRECTION: "the Resolver endpoint was made for the other direction: AWS never changes it",
    Property.DNS_PROTOCOLS: "the Resolver endpoint's protocols were changed by hand",
    Property.EGRESS: "a rule was authorized or revoked by hand, or the group has the default rule, which allows all",
    Property.DOMAIN: "the rule or zone was made for another domain: AWS never changes it",
    Property.RESOLVER_ENDPOINT: "the rule was moved to another outbound endpoint",
    Property.RECORDS: "records were changed outside of Terraform, or the endpoint was replaced",
    Property.VPCS: "a VPC was associated or disassociated by hand, or by its own account",
    Property.AUTHORIZATIONS: "an authorization was deleted, as AWS advises after the association",
    Property.PROFILE: "the VPC has another Profile: it can have one only",
    Property.RESOURCES: "something was added to it or taken out by hand",
    Property.SHARED: "the invitation was not accepted or has expired, or sharing within the organization is off",
    Property.EXTERNAL: "the share was changed by hand",
    Property.RESOLVES: "a more specific private hosted zone or rule of the VPC takes the name",
    Property.ASN: "the gateway was made with another ASN: AWS never changes it",
    Property.PROPAGATION: "propagation was turned on or off in the route table by hand",
    Property.ENDS: "the connection was made anew between other networks",
    Property.ROUTING: "the VPN connection was made with the other routing: AWS never changes it",
    Property.STATIC_ROUTES: "a static route was added or deleted by hand",
    Property.TUNNELS: "tunnel options were changed by ModifyVpnTunnelOptions",
    Property.PREFIXES: "the announced prefixes were changed by hand",
    Property.DEFAULTS: "the transit gateway was modified: both defaults are on unless turned off",
    Property.TRANSIT: "the attachment was associated with another route table, or propagates into another",
    Property.TRANSIT_ROUTES: "a static route of the transit gateway was deleted, or its attachment is blackholed",
    Property.OWNER: "the attachment was made from another account",
    Property.PEERING_DNS: "each side sets its own option, once the peering connection is active",
    Property.ENDPOINTS: "the security group was attached to other endpoints",
    Property.ADMITTED: "the spoke's networks changed, and the hub's spec does not have the new ones",
    Property.POLICY: "it was changed by ModifyVpcEndpoint, or a principal was deleted: AWS then shows its ID",
    Property.POLICY_VERSION: "the policy has no Version 2012-10-17: its variables are plain text then",
    Property.TAGS: "tags were changed by hand, or a tag policy of the organization writes them",
    Property.OTHER_ENDPOINTS: "an endpoint was made in the VPC outside of this module",
    Property.SECOND_PLAN: "AWS returns a value in another form than it was given, or something changed it meanwhile",
    Property.NOTHING_LEFT: "it was made outside of Terraform, or the destroy of what holds it was refused",
}
"""By property, in AWS's words: what people who met the failure found."""


def usual_cause(about: Property, sources: Sources) -> str:
    """Return what usually makes these sources contradict each other."""
    applied = [value for value in (sources.plan, sources.state, sources.api) if value is not ABSENT]
    if sources.spec is not ABSENT and len(applied) > 1 and all(value == applied[0] for value in applied):
        return f"{_STALE}; else {CAUSES[about]}"
    return CAUSES[about]
