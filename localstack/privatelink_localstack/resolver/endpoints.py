"""Resolver endpoints. Sources: Resolver API reference; Route 53 guide, "Quotas on Route 53 Resolver"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.network import Network, NewInterface
from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.resolver.addresses import MIN_ADDRESSES, choose, find_subnets
from privatelink_localstack.resolver.errors import invalid_parameter, invalid_request, limit_exceeded
from privatelink_localstack.resolver.model import (
    ATTACHING,
    CREATING,
    DELETING,
    DETACHING,
    DUALSTACK,
    IPV4,
    IPV6,
    OPERATIONAL,
    OUTBOUND,
    UPDATING,
    AddressChoice,
    CreateEndpoint,
    ResolverAddress,
    ResolverEndpoint,
    UpdateEndpoint,
)
from privatelink_localstack.resolver.plane import GONE, ResolverPlane
from privatelink_localstack.resolver.protocols import check_change, check_protocols

REQUESTER = "amazon-route53-resolver"
"""Who manages the interfaces. AWS's name is not confirmed."""

MAX_GROUPS = 10


def create_endpoint(plane: ResolverPlane, scope: Scope, request: CreateEndpoint) -> ResolverEndpoint:
    """Create an endpoint, with a network interface for each address.

    Raises:
        AwsError: a quota is exceeded; an endpoint has the request's token; protocols, groups, subnets or addresses are
            invalid.
    """
    own = [each for each in plane.endpoints.values() if Scope(each.account, each.region) == scope]
    _check_new(own, request, scope, plane.settings.quotas)
    network = plane.network(scope)
    subnets = find_subnets(network, request.addresses)
    vpc_id = subnets[0].vpc_id
    _check_groups(network, request.groups, vpc_id)
    now = plane.clock()
    endpoint_id = new_id("rslvr-out" if request.direction == OUTBOUND else "rslvr-in")
    endpoint = ResolverEndpoint(
        id=endpoint_id,
        arn=f"arn:{partition_of(scope.region).name}:route53resolver:{scope.region}:{scope.account}"
        f":resolver-endpoint/{endpoint_id}",
        account=scope.account,
        region=scope.region,
        token=request.token,
        direction=request.direction,
        type=request.type,
        protocols=request.protocols,
        groups=request.groups,
        vpc_id=vpc_id,
        status=CREATING,
        created=now,
        modified=now,
        name=request.name,
        metrics=request.metrics,
        target_metrics=request.target_metrics,
        tags=request.tags,
    )
    chosen = choose(network, request.addresses, subnets, request.type)
    endpoint = replace(endpoint, addresses=_attach(network, endpoint, chosen, now))
    plane.endpoints[endpoint.id] = endpoint
    plane.later("resolver.endpoint", endpoint.id, CREATING, OPERATIONAL)
    return endpoint


def update_endpoint(plane: ResolverPlane, endpoint: ResolverEndpoint, request: UpdateEndpoint) -> ResolverEndpoint:
    """Change an endpoint's name, type, protocols and metrics.

    Raises:
        AwsError: the endpoint is changing; the type or the protocols can't be changed so; an IPv6 address is invalid.
    """
    _check_settled(endpoint)
    if request.protocols is not None:
        used = {
            target.protocol
            for rule in plane.rules.values()
            if rule.endpoint_id == endpoint.id
            for target in rule.targets
        }
        check_change(endpoint.direction, endpoint.protocols, request.protocols, used)
    _check_metrics(endpoint.direction, target_metrics=request.target_metrics)
    addresses = endpoint.addresses
    if request.type not in {None, endpoint.type}:
        addresses = _change_type(plane, endpoint, request)
    changed = replace(
        endpoint,
        name=endpoint.name if request.name is None else request.name,
        type=request.type or endpoint.type,
        protocols=request.protocols or endpoint.protocols,
        metrics=endpoint.metrics if request.metrics is None else request.metrics,
        target_metrics=endpoint.target_metrics if request.target_metrics is None else request.target_metrics,
        addresses=addresses,
    )
    return _begin_update(plane, changed)


def delete_endpoint(plane: ResolverPlane, endpoint: ResolverEndpoint) -> ResolverEndpoint:
    """Delete an endpoint; its interfaces stay until it is gone.

    Raises:
        AwsError: rules use the endpoint, or it is being deleted.
    """
    rules = sorted(rule.id for rule in plane.rules.values() if rule.endpoint_id == endpoint.id)
    if rules:
        raise invalid_request(
            "Cannot delete resolver endpoint unless its related resolver rules are deleted.  "
            f"The following rules still exist for this resolver endpoint:  {','.join(rules)}"
        )
    if endpoint.status == DELETING:
        raise invalid_request("Cannot delete Resolver Endpoint because it's currently deleting.")
    deleted = replace(endpoint, status=DELETING, modified=plane.clock())
    plane.endpoints[endpoint.id] = deleted
    plane.later("resolver.deleting", endpoint.id, DELETING, GONE)
    return deleted


def add_address(plane: ResolverPlane, endpoint: ResolverEndpoint, choice: AddressChoice) -> ResolverEndpoint:
    """Add an address to an endpoint."""
    _check_settled(endpoint)
    quota = plane.settings.quotas["addresses_per_resolver_endpoint"]
    if len(endpoint.kept_addresses) >= quota:
        raise limit_exceeded(f'Resolver endpoint with ID "{endpoint.id}" has exceeded "max-ip-addresses"')
    network = plane.network(Scope(endpoint.account, endpoint.region))
    subnets = find_subnets(network, [choice], endpoint.vpc_id)
    chosen = choose(network, [choice], subnets, endpoint.type)
    added = _attach(network, endpoint, chosen, plane.clock())
    return _begin_update(plane, replace(endpoint, addresses=(*endpoint.addresses, *added)))


def remove_address(
    plane: ResolverPlane, endpoint: ResolverEndpoint, choice: AddressChoice | None, address_id: str | None
) -> ResolverEndpoint:
    """Remove an address from an endpoint. The last two stay.

    Parameters:
        choice: names the address by its subnet and itself; None if its ID names it.
    """
    _check_settled(endpoint)
    if address_id is None and (choice is None or not (choice.ipv4 or choice.ipv6)):
        raise invalid_request(
            "[RSLVR-00503] Need to specify either the IP ID or both subnet and IP address "
            "in order to remove IP address."
        )
    found = [each for each in endpoint.kept_addresses if _is_named(each, choice, address_id)]
    if not found:
        named = address_id or (choice and (choice.ipv4 or choice.ipv6))
        raise AwsError(
            "ResourceNotFoundException",
            f'IP address "{named}" does not exist in the resolver endpoint with ID "{endpoint.id}"',
        )
    if len(endpoint.kept_addresses) <= MIN_ADDRESSES:
        # Words observed on a creation: hashicorp/terraform-provider-aws#6563.
        raise invalid_request("[RSLVR-00400] Resolver endpoint need to have at least 2 IP addresses.")
    addresses = tuple(replace(each, status=DETACHING) if each in found else each for each in endpoint.addresses)
    return _begin_update(plane, replace(endpoint, addresses=addresses))


def _check_new(own: Sequence[ResolverEndpoint], request: CreateEndpoint, scope: Scope, quotas: dict[str, int]) -> None:
    if any(each.token == request.token for each in own):
        # Words observed: aws/aws-cdk#5012.
        raise AwsError(
            "ResourceExistsException", f"Resolver Endpoint with creator request id {request.token} already exists"
        )
    if len(own) >= quotas["resolver_endpoints_per_region"]:
        raise limit_exceeded(f"Account '{scope.account}' has exceeded 'max-endpoints'")
    if len(request.addresses) > quotas["addresses_per_resolver_endpoint"]:
        raise limit_exceeded(f"Account '{scope.account}' has exceeded 'max-ip-addresses'")
    check_protocols(request.direction, request.protocols)
    _check_metrics(request.direction, target_metrics=request.target_metrics)


def _check_metrics(direction: str, *, target_metrics: bool | None) -> None:
    """Reject metrics of target name servers for an inbound endpoint; the words are not confirmed."""
    if target_metrics and direction != OUTBOUND:
        raise invalid_request("TargetNameServerMetricsEnabled is not supported for inbound Resolver endpoints.")


def _check_groups(network: Network, groups: Iterable[str], vpc_id: str) -> None:
    groups = tuple(groups)
    if not groups:
        raise invalid_parameter("At least one security group is required")
    if len(groups) > MAX_GROUPS:
        raise invalid_parameter("Maximum of 10 security groups are allowed")
    for group_id in groups:
        if not group_id.startswith("sg-"):
            raise invalid_parameter(
                f'[RSLVR-00408] Malformed security group ID: "Invalid id: "{group_id}" (expecting "sg-...")".'
            )
        found = network.group(group_id)
        if found is None:
            raise AwsError("ResourceNotFoundException", f"The security group '{group_id}' does not exist")
        if found[0] != vpc_id:
            raise invalid_parameter(f'The security group "{group_id}" is not in the VPC "{vpc_id}"')


def _check_settled(endpoint: ResolverEndpoint) -> None:
    """Reject a change of an endpoint that is changing; the words are those for rules (RSLVR-00705)."""
    if endpoint.status != OPERATIONAL:
        raise invalid_request(f"Cannot update Resolver Endpoint because it's currently {endpoint.status.lower()}.")


def _begin_update(plane: ResolverPlane, endpoint: ResolverEndpoint) -> ResolverEndpoint:
    updating = replace(endpoint, status=UPDATING, modified=plane.clock())
    plane.endpoints[endpoint.id] = updating
    plane.later("resolver.updating", endpoint.id, UPDATING, OPERATIONAL)
    return updating


def _attach(
    network: Network, endpoint: ResolverEndpoint, chosen: Iterable[AddressChoice], now: float
) -> tuple[ResolverAddress, ...]:
    """Create the interfaces of chosen addresses."""
    return tuple(_attach_one(network, endpoint, choice, now) for choice in chosen)


def _attach_one(network: Network, endpoint: ResolverEndpoint, choice: AddressChoice, now: float) -> ResolverAddress:
    address_id = new_id("rni")
    interface = network.add_interface(
        NewInterface(
            subnet_id=choice.subnet_id,
            type="interface",
            description=f"Route 53 Resolver: {endpoint.id}:{address_id}",
            ipv4=choice.ipv4,
            ipv6=choice.ipv6,
            groups=endpoint.groups,
            requester=REQUESTER,
        )
    )
    return ResolverAddress(address_id, choice.subnet_id, choice.ipv4, choice.ipv6, interface, ATTACHING, now, now)


def _change_type(
    plane: ResolverPlane, endpoint: ResolverEndpoint, request: UpdateEndpoint
) -> tuple[ResolverAddress, ...]:
    """Give the addresses of an endpoint the families of its new type, and return them.

    Source: Resolver API reference, UpdateResolverEndpoint; the words are not confirmed.
    """
    if request.type == IPV6:
        raise invalid_request("Updating to IPV6 type isn't currently supported.")
    if endpoint.type == IPV6:
        raise invalid_request(f"Updating from IPV6 to {request.type} type isn't currently supported.")
    network = plane.network(Scope(endpoint.account, endpoint.region))
    choices = [AddressChoice(each.subnet_id, None, request.ipv6.get(each.id)) for each in endpoint.addresses]
    if request.type == DUALSTACK:
        # The IPv4 addresses stay: only IPv6 ones are chosen.
        choices = choose(network, choices, find_subnets(network, choices), IPV6)
    changed = []
    for address, choice in zip(endpoint.addresses, choices, strict=True):
        ipv6 = None if request.type == IPV4 else choice.ipv6
        network.change_interface(address.interface, ipv4=address.ipv4, ipv6=ipv6, groups=endpoint.groups)
        changed.append(replace(address, ipv6=ipv6, modified=plane.clock()))
    return tuple(changed)


def _is_named(address: ResolverAddress, choice: AddressChoice | None, address_id: str | None) -> bool:
    if address_id is not None:
        return address.id == address_id
    return (
        choice is not None
        and address.subnet_id == choice.subnet_id
        and choice.ipv4 in {None, address.ipv4}
        and choice.ipv6 in {None, address.ipv6}
    )
