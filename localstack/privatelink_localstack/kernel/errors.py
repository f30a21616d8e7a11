"""AWS's refusals: code and message, word for word where they are known.

Source: the table of errors in AWS's documentation and public logs; `docs/fidelity.md` names those whose text is a
plain reading.
"""

from __future__ import annotations

from privatelink_localstack.privatelink import names


class AwsError(Exception):
    """A refusal as a client sees it.

    Parameters:
        code: AWS's error code.
        message: AWS's text.
        status: of HTTP.
    """

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def invalid(message: str) -> AwsError:
    """`InvalidParameter`, which most refusals of PrivateLink are."""
    return AwsError("InvalidParameter", message)


def dry_run() -> AwsError:
    """What `DryRun` answers where the call would have succeeded."""
    return AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", status=412)


def missing(parameter: str) -> AwsError:
    """A parameter that must be there is not."""
    return AwsError("MissingParameter", f"The request must contain the parameter {parameter}")


def unsupported(what: str) -> AwsError:
    """Something real that is not emulated. A 4xx, so that clients do not retry."""
    return AwsError("UnsupportedOperation", f"{what} are not emulated here.")


def token_mismatch() -> AwsError:
    """A client token was used before, with other parameters."""
    return AwsError(
        "IdempotentParameterMismatch",
        "The client token you have provided is associated with a different request.",
    )


def no_service(name: str) -> AwsError:
    """Unknown, in another Region, or not for this account: AWS does not say which."""
    return AwsError("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")


def no_service_id(service_id: str) -> AwsError:
    """No endpoint service of this account and Region has that id."""
    return AwsError("InvalidVpcEndpointServiceId.NotFound", f"The VpcEndpointService Id '{service_id}' does not exist")


def no_service_id_of_many(service_id: str) -> AwsError:
    """The same, in the `Unsuccessful` of a call that takes several."""
    return AwsError("InvalidVpcEndpointService.NotFound", no_service_id(service_id).message)


def no_endpoint(endpoint_id: str) -> AwsError:
    """No endpoint of this account and Region has that id, or it is none."""
    if names.ENDPOINT_ID.fullmatch(endpoint_id) is None:
        return AwsError("InvalidVpcEndpointId.Malformed", f"The Vpc Endpoint Id '{endpoint_id}' is malformed")
    return AwsError("InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{endpoint_id}' does not exist")


def no_endpoint_of_many(endpoint_id: str) -> AwsError:
    """The same, in the `Unsuccessful` of a call that takes several."""
    return AwsError("InvalidVpcEndpoint.NotFound", f"The Vpc Endpoint Id '{endpoint_id}' does not exist")


def no_vpc(vpc_id: str) -> AwsError:
    """No such VPC."""
    return AwsError("InvalidVpcId.NotFound", f"The Vpc Id {vpc_id} does not exist")


def no_subnet(subnet_id: str) -> AwsError:
    """No such subnet in the endpoint's VPC."""
    return AwsError("InvalidSubnetId.NotFound", f"The subnet ID '{subnet_id}' does not exist")


def no_group(group_id: str) -> AwsError:
    """No such security group in the endpoint's VPC."""
    return AwsError("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")


def no_route_table(table_id: str) -> AwsError:
    """No such route table in the endpoint's VPC."""
    return AwsError("InvalidRouteTableId.NotFound", f"The routeTable ID '{table_id}' does not exist")


def no_notification(notification_id: str) -> AwsError:
    """No such connection notification."""
    return AwsError("InvalidConnectionNotification", f"The connection notification {notification_id} does not exist")


def zone_unsupported(service: str, subnet_id: str) -> AwsError:
    """The service is not in the subnet's availability zone."""
    return invalid(
        f"The VPC endpoint service {service} does not support the availability zone of the subnet: {subnet_id}."
    )


def duplicate_zone(subnet_id: str) -> AwsError:
    """Two subnets of one availability zone."""
    return AwsError(
        "DuplicateSubnetsInSameZone",
        f"Found another VPC endpoint subnet in the availability zone of {subnet_id}",
    )


def kind_mismatch(kind: str, kinds: tuple[str, ...]) -> AwsError:
    """The service has endpoints of other types only."""
    return invalid(f"Endpoint type ({kind}) does not match available service types ([{', '.join(kinds)}]).")


def dns_attributes_off(vpc_id: str) -> AwsError:
    """The VPC does not resolve names, or gives none to its hosts."""
    return invalid(
        "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true "
        f"for {vpc_id}"
    )


def private_name_taken(name: str, vpc_id: str) -> AwsError:
    """Another endpoint of the VPC answers to the name."""
    return invalid(
        "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
        f"{name} in the VPC {vpc_id}"
    )


def no_private_name(service: str) -> AwsError:
    """The service has no private DNS name."""
    return invalid(f"Private DNS can't be enabled because the service {service} does not provide a private DNS name.")


def name_unverified(service: str) -> AwsError:
    """The service's owner has not shown that the name is theirs."""
    return invalid(f"Private DNS can't be enabled because the service {service} has not verified the private DNS name.")


def not_accepted(service: str) -> AwsError:
    """The connection waits for the service's owner."""
    return invalid(
        f"Private DNS can only be enabled after the endpoint connection is accepted by the owner of {service}."
    )


def inbound_needs_gateway(vpc_id: str) -> AwsError:
    """Private DNS for inbound resolvers only, without the gateway endpoint for everybody else."""
    return invalid(
        f"To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC {vpc_id} must have a Gateway endpoint "
        "for the service."
    )


def gateway_needed(interface_endpoint_id: str) -> AwsError:
    """A gateway endpoint that everybody but inbound resolvers uses."""
    return invalid(
        f"Gateway endpoint cannot be deleted while Interface endpoint {interface_endpoint_id} for the service has "
        "PrivateDnsOnlyForInboundResolverEndpoint set to true."
    )


def still_routed() -> AwsError:
    """Routes lead to a Gateway Load Balancer endpoint."""
    return invalid("Endpoint must be removed from route table before deletion")


def no_policy(service: str) -> AwsError:
    """The service takes no endpoint policies."""
    return invalid(f"The service {service} does not support endpoint policies.")


def inbound_only_interface() -> AwsError:
    """Private DNS for inbound resolvers only, on an endpoint that has no private DNS."""
    return invalid("DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints.")


def too_many(quota: str, limit: int) -> AwsError:
    """A quota on endpoints is reached."""
    return AwsError("VpcEndpointLimitExceeded", f"The maximum number of {quota} has been reached: {limit}.")


def live_connections() -> AwsError:
    """The service has connections that are available or wait for acceptance."""
    return AwsError("ExistingVpcEndpointConnections", "Service has existing active VPC Endpoint connections!")


def one_kind_of_load_balancer() -> AwsError:
    """A service has network load balancers or gateway load balancers: at least one, and not both."""
    return invalid("exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member")


def route_exists(table_id: str, prefix_list_id: str) -> AwsError:
    """Another gateway endpoint of the service has a route in the table."""
    return AwsError(
        "RouteAlreadyExists",
        f"route table {table_id} already has a route with destination-prefix-list-id {prefix_list_id}",
    )
