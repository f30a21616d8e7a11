"""The check after a destroy: the API is asked for everything that was in the state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from privatelink_harness.checks.api import api_errors, pages
from privatelink_harness.checks.causes import CAUSES
from privatelink_harness.checks.check import Check, Proof, Verdict, show
from privatelink_harness.checks.facts import GONE
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope, Scopes
from privatelink_harness.checks.stack import STACK

if TYPE_CHECKING:
    from privatelink_harness.checks.api import Api
    from privatelink_harness.terraform.snapshot import Resource

type Client = Callable[[str], Any]
"""Returns the client of a service, in one account and Region."""

_EC2 = {
    "aws_ec2_transit_gateway": ("describe_transit_gateways", "TransitGateways", "transit-gateway-id"),
    "aws_ec2_transit_gateway_peering_attachment": (
        "describe_transit_gateway_peering_attachments",
        "TransitGatewayPeeringAttachments",
        "transit-gateway-attachment-id",
    ),
    "aws_ec2_transit_gateway_route_table": (
        "describe_transit_gateway_route_tables",
        "TransitGatewayRouteTables",
        "transit-gateway-route-table-id",
    ),
    "aws_ec2_transit_gateway_vpc_attachment": (
        "describe_transit_gateway_vpc_attachments",
        "TransitGatewayVpcAttachments",
        "transit-gateway-attachment-id",
    ),
    "aws_internet_gateway": ("describe_internet_gateways", "InternetGateways", "internet-gateway-id"),
    "aws_instance": ("describe_instances", "Reservations", "instance-id"),
    "aws_nat_gateway": ("describe_nat_gateways", "NatGateways", "nat-gateway-id"),
    "aws_network_interface": ("describe_network_interfaces", "NetworkInterfaces", "network-interface-id"),
    "aws_route_table": ("describe_route_tables", "RouteTables", "route-table-id"),
    "aws_security_group": ("describe_security_groups", "SecurityGroups", "group-id"),
    "aws_subnet": ("describe_subnets", "Subnets", "subnet-id"),
    "aws_vpc": ("describe_vpcs", "Vpcs", "vpc-id"),
    # moto has no filter by the ID of a network ACL or an endpoint.
    "aws_network_acl": ("describe_network_acls", "NetworkAcls", None),
    "aws_vpc_endpoint": ("describe_vpc_endpoints", "VpcEndpoints", None),
    "aws_vpc_endpoint_connection_notification": (
        "describe_vpc_endpoint_connection_notifications",
        "ConnectionNotificationSet",
        "connection-notification-id",
    ),
    "aws_vpc_endpoint_service": (
        "describe_vpc_endpoint_service_configurations",
        "ServiceConfigurations",
        "service-id",
    ),
    "aws_vpc_peering_connection": (
        "describe_vpc_peering_connections",
        "VpcPeeringConnections",
        "vpc-peering-connection-id",
    ),
    "aws_customer_gateway": ("describe_customer_gateways", "CustomerGateways", "customer-gateway-id"),
    "aws_vpn_connection": ("describe_vpn_connections", "VpnConnections", "vpn-connection-id"),
    "aws_vpn_gateway": ("describe_vpn_gateways", "VpnGateways", "vpn-gateway-id"),
}
"""EC2's operation for a type, the key of its response, and its filter: an unknown ID in a filter is no error."""

_OVER = {
    "aws_ec2_transit_gateway_peering_attachment": frozenset({"rejected", "failed"}),
    "aws_ec2_transit_gateway_vpc_attachment": frozenset({"rejected", "failed"}),
    "aws_instance": frozenset({"terminated", "shutting-down"}),
    "aws_nat_gateway": frozenset({"failed"}),
    "aws_vpc_peering_connection": frozenset({"rejected", "expired", "failed"}),
}
"""States, beside those of `GONE`, in which AWS goes on listing a type's resources for a while, by itself."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """The call that asks another service than EC2 for one resource.

    Parameters:
        argument: takes the resource's ID; a list of one if its name is a plural. "" where an account has one at most,
            or the key's list has all.
        unknown: the error codes for a resource that is not there, with spaces between.
        key: of the answer's list, where an unknown resource is no error; the ID is in an item of an existing one.
        identity: the attribute of the state that has the ID.
        more: other arguments.
        over: key of the answer, and a member with the value that the resource has after its end.
    """

    service: str
    operation: str
    argument: str
    unknown: str = ""
    key: str = ""
    identity: str = "id"
    more: tuple[tuple[str, Any], ...] = ()
    over: tuple[str, str, str] | None = None

    def exists(self, client: Client, resource_id: str) -> bool:
        """Return whether the API still knows the resource."""
        from botocore.exceptions import ClientError

        value = [resource_id] if self.argument.endswith("s") else resource_id
        named = {self.argument: value} if self.argument else {}
        try:
            answer = getattr(client(self.service), self.operation)(**named, **dict(self.more))
        except ClientError as error:
            if error.response["Error"]["Code"] in self.unknown.split():
                return False
            raise
        if self.over:
            key, member, value = self.over
            return str(answer[key][member]) != value
        return not self.key or resource_id in _alive(answer[self.key], GONE)


_OTHERS = {
    "aws_acm_certificate": Lookup("acm", "describe_certificate", "CertificateArn", "ResourceNotFoundException"),
    "aws_cloudwatch_composite_alarm": Lookup(
        "cloudwatch", "describe_alarms", "AlarmNames", key="CompositeAlarms", more=(("AlarmTypes", ["CompositeAlarm"]),)
    ),
    "aws_cloudwatch_contributor_managed_insight_rule": Lookup(
        "cloudwatch", "describe_insight_rules", "", key="InsightRules", identity="rule_name"
    ),
    "aws_cloudwatch_dashboard": Lookup("cloudwatch", "list_dashboards", "DashboardNamePrefix", key="DashboardEntries"),
    "aws_cloudwatch_metric_alarm": Lookup("cloudwatch", "describe_alarms", "AlarmNames", key="MetricAlarms"),
    "aws_dx_gateway": Lookup(
        "directconnect", "describe_direct_connect_gateways", "directConnectGatewayId", key="directConnectGateways"
    ),
    "aws_iam_role": Lookup("iam", "get_role", "RoleName", "NoSuchEntity"),
    "aws_iam_user": Lookup("iam", "get_user", "UserName", "NoSuchEntity"),
    "aws_lambda_function": Lookup("lambda", "get_function", "FunctionName", "ResourceNotFoundException"),
    "aws_lb": Lookup("elbv2", "describe_load_balancers", "LoadBalancerArns", "LoadBalancerNotFound"),
    "aws_lb_target_group": Lookup("elbv2", "describe_target_groups", "TargetGroupArns", "TargetGroupNotFound"),
    "aws_organizations_account": Lookup(
        "organizations",
        "describe_account",
        "AccountId",
        "AccountNotFoundException AWSOrganizationsNotInUseException",
        over=("Account", "Status", "SUSPENDED"),
    ),
    "aws_organizations_organization": Lookup(
        "organizations", "describe_organization", "", "AWSOrganizationsNotInUseException"
    ),
    "aws_organizations_organizational_unit": Lookup(
        "organizations",
        "describe_organizational_unit",
        "OrganizationalUnitId",
        "OrganizationalUnitNotFoundException AWSOrganizationsNotInUseException",
    ),
    # AWS lists a deleted share for two hours.
    "aws_ram_resource_share": Lookup(
        "ram",
        "get_resource_shares",
        "resourceShareArns",
        "UnknownResourceException",
        key="resourceShares",
        more=(("resourceOwner", "SELF"), ("resourceShareStatus", "ACTIVE")),
    ),
    "aws_route53_resolver_endpoint": Lookup(
        "route53resolver", "get_resolver_endpoint", "ResolverEndpointId", "ResourceNotFoundException"
    ),
    "aws_route53_resolver_rule": Lookup(
        "route53resolver", "get_resolver_rule", "ResolverRuleId", "ResourceNotFoundException"
    ),
    "aws_route53_resolver_rule_association": Lookup(
        "route53resolver",
        "get_resolver_rule_association",
        "ResolverRuleAssociationId",
        "ResourceNotFoundException",
    ),
    "aws_route53profiles_association": Lookup(
        "route53profiles", "get_profile_association", "ProfileAssociationId", "ResourceNotFoundException"
    ),
    "aws_route53profiles_profile": Lookup("route53profiles", "get_profile", "ProfileId", "ResourceNotFoundException"),
    "aws_route53profiles_resource_association": Lookup(
        "route53profiles",
        "get_profile_resource_association",
        "ProfileResourceAssociationId",
        "ResourceNotFoundException",
    ),
    "aws_route53_zone": Lookup("route53", "get_hosted_zone", "Id", "NoSuchHostedZone"),
    "aws_s3_bucket": Lookup("s3", "head_bucket", "Bucket", "404"),
    "aws_sns_topic": Lookup("sns", "get_topic_attributes", "TopicArn", "NotFound"),
    "aws_sns_topic_subscription": Lookup("sns", "get_subscription_attributes", "SubscriptionArn", "NotFound"),
}
"""How other services are asked for a type."""

_PARTS = (
    *("aws_vpn_gateway_attachment", "aws_vpn_connection_route", "aws_vpn_gateway_route_propagation"),
    *("aws_dx_gateway_association", "aws_dx_gateway_association_proposal"),
    *("aws_route_table_association", "aws_route", "aws_main_route_table_association"),
    *("aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"),
    *("aws_vpc_endpoint_policy", "aws_vpc_endpoint_private_dns", "aws_vpc_endpoint_route_table_association"),
    *("aws_vpc_endpoint_security_group_association", "aws_vpc_endpoint_subnet_association"),
    *("aws_vpc_ipv4_cidr_block_association", "aws_vpc_dhcp_options_association", "aws_iam_role_policy"),
    *("aws_iam_role_policy_attachment", "aws_iam_user_policy", "aws_internet_gateway_attachment"),
    *("aws_lb_listener", "aws_lb_listener_certificate", "aws_lb_target_group_attachment", "aws_route53_record"),
    *("aws_sns_topic_policy", "aws_vpc_endpoint_connection_accepter", "aws_vpc_endpoint_service_allowed_principal"),
    *("aws_vpc_endpoint_service_private_dns_verification", "aws_route53_vpc_association_authorization"),
    *("aws_route53_zone_association", "aws_route53_resolver_config", "aws_ram_resource_association"),
    *("aws_ram_principal_association", "aws_ram_resource_share_accepter"),
    *("aws_vpc_peering_connection_accepter", "aws_vpc_peering_connection_options"),
    *("aws_ec2_transit_gateway_vpc_attachment_accepter", "aws_ec2_transit_gateway_peering_attachment_accepter"),
    *("aws_ec2_transit_gateway_route", "aws_ec2_transit_gateway_prefix_list_reference"),
    *("aws_ec2_transit_gateway_route_table_association", "aws_ec2_transit_gateway_route_table_propagation"),
    "aws_ec2_transit_gateway_default_route_table_association",
    "aws_ec2_transit_gateway_default_route_table_propagation",
    *("aws_organizations_delegated_administrator", "aws_ram_sharing_with_organization"),
    *("aws_s3_bucket_policy", "aws_s3_bucket_public_access_block", "aws_s3_bucket_versioning"),
    "aws_s3_bucket_server_side_encryption_configuration",
)
"""Types that can't exist without the resource that they are a part of."""


def check(before: Iterable[Resource], api: Api, *, tagged: Iterable[str] = (), unread: Collection[str] = ()) -> Check:
    """Return the check that nothing is left of the resources that were in the state before the destroy.

    Each is looked for in the account and Region in which the state says that it was created.

    Parameters:
        tagged: the IDs of resources that are the run's by their tags or holders.
        unread: what the API did not list of these, each with its reason.

    Raises:
        HarnessError: the API refuses or does not answer.
    """
    ids, unknown = _sorted(tuple(before), api)

    def remaining(scope_and_type: tuple[Scope, str]) -> set[str]:
        scope, resource_type = scope_and_type
        client = partial(api.client, account=scope.account, region=scope.region)
        return _remaining(client, resource_type, ids[scope_and_type])

    with api_errors(api), ThreadPoolExecutor(8) as pool:
        left = frozenset(tagged).union(*pool.map(remaining, ids))
    verdict = Verdict.FAILED if left else Verdict.UNPROVABLE if unknown or unread else Verdict.PASSED
    note = "; ".join([*(f"{reason} {', '.join(sorted(names))}" for reason, names in unknown.items()), *unread])
    cause = CAUSES[Property.NOTHING_LEFT] if left else ""
    none, found = show(frozenset()), show(left)
    return Check(STACK, Property.NOTHING_LEFT, verdict, api.proof, none, None, None, found, note, cause=cause)


def gone(target: str) -> Check:
    """Return the check that nothing is left on a target that has ended."""
    note = f"{target}: ended, and the stack's resources with it"
    return Check(
        STACK, Property.NOTHING_LEFT, Verdict.UNPROVABLE, Proof.STRUCTURAL, show(frozenset()), None, None, None, note
    )


def never_applied(stack: str) -> Check:
    """Return the check that nothing is left of a run that ended before its first plan."""
    return _nothing_left(f"{stack}: its run ended before it applied anything")


def forgotten(target: str) -> Check:
    """Return the check that nothing is left on a target that has forgotten the run's accounts."""
    return _nothing_left(f"{target}: has forgotten the run's accounts, with all that was in them")


def _nothing_left(note: str) -> Check:
    none = show(frozenset())
    return Check(STACK, Property.NOTHING_LEFT, Verdict.PASSED, Proof.STRUCTURAL, none, None, None, none, note)


def _sorted(
    before: tuple[Resource, ...], api: Api
) -> tuple[Mapping[tuple[Scope, str], list[str]], Mapping[str, set[str]]]:
    """Return the IDs to ask for by place and type, and what the check can't ask for by the reason."""
    scopes = Scopes.read(before, global_region=api.home.region)
    ids: dict[tuple[Scope, str], list[str]] = defaultdict(list)
    unknown: dict[str, set[str]] = defaultdict(set)
    for resource in before:
        interfaces = resource.values.get("network_interface_ids") or []
        lookup = _OTHERS.get(resource.type)
        resource_id = str(resource.values.get(lookup.identity if lookup else "id") or "")
        is_whole = resource.type.startswith("aws_") and resource.type not in _PARTS and bool(resource_id)
        scope = scopes.of(resource)
        if is_whole and resource.type not in _EC2 and lookup is None:
            unknown["the check can't ask the API for"].add(resource.type)
        elif is_whole and scope is None:
            unknown["the state does not tell the account and Region of"].add(resource.address)
        elif is_whole and scope is not None:
            ids[scope, resource.type].append(resource_id)
        if interfaces and scope is not None:
            ids[scope, "aws_network_interface"] += interfaces
    return ids, unknown


def _remaining(client: Client, resource_type: str, ids: list[str]) -> set[str]:
    """Return those of the IDs that the API still knows."""
    if resource_type in _OTHERS:
        return {each for each in ids if _OTHERS[resource_type].exists(client, each)}
    operation, key, filter_name = _EC2[resource_type]
    # Only this operation calls its argument Filter.
    argument = "Filter" if operation == "describe_nat_gateways" else "Filters"
    filters = [{"Name": filter_name, "Values": ids}] if filter_name else []
    over = GONE | _OVER.get(resource_type, frozenset())
    return set(ids) & _alive(pages(client("ec2"), operation, key, **{argument: filters}), over)


def _alive(described: list[dict[str, Any]], over: frozenset[str]) -> set[str]:
    """Return every text of the resources that still count; their IDs are among them.

    Parameters:
        over: states of resources that no longer count.
    """
    flat = [inner for each in described for inner in each.get("Instances", [each])]
    alive = [each for each in flat if _state(each) not in over]
    return {value for each in alive for value in each.values() if isinstance(value, str)}


def _state(described: dict[str, Any]) -> str:
    keys = ("State", "ServiceState", "Status", "status")
    state = next((described[key] for key in keys if described.get(key)), "")
    if isinstance(state, dict):
        state = state.get("Name") or state.get("Code", "")
    return str(state).lower()
