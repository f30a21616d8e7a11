"""Errors that several rules of PrivateLink share. The errors of a single rule are in the rule.

Source of the words: the table of error codes in the EC2 API reference, and public logs. `docs/fidelity.md` lists the
messages whose words are inferred.
"""

from __future__ import annotations

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.privatelink import names


def invalid(message: str) -> AwsError:
    """Return `InvalidParameter`, the code of most refusals of PrivateLink."""
    return AwsError("InvalidParameter", message)


def not_emulated(feature: str) -> AwsError:
    """Return the error for a feature that is not emulated. The words are ours."""
    return AwsError("UnsupportedOperation", f"{feature} are not emulated here.")


def no_service(name: str) -> AwsError:
    """Return the error for an unknown, remote or forbidden service: AWS does not distinguish them."""
    return AwsError("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")


def no_service_id(service_id: str) -> AwsError:
    """Return the error for a service ID that is unknown in this account and Region."""
    return AwsError("InvalidVpcEndpointServiceId.NotFound", f"The VpcEndpointService Id '{service_id}' does not exist")


def no_endpoint(endpoint_id: str) -> AwsError:
    """Return the error for an endpoint ID that is malformed, or unknown in this account and Region."""
    if names.ENDPOINT_ID.fullmatch(endpoint_id) is None:
        return AwsError("InvalidVpcEndpointId.Malformed", f"The Vpc Endpoint Id '{endpoint_id}' is malformed")
    return AwsError("InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{endpoint_id}' does not exist")


def no_endpoint_in_batch(endpoint_id: str) -> AwsError:
    """Return the error for `Unsuccessful`, of operations on several IDs. A malformed ID has no code of its own."""
    return AwsError("InvalidVpcEndpoint.NotFound", f"The Vpc Endpoint Id '{endpoint_id}' does not exist")


def no_vpc(vpc_id: str) -> AwsError:
    """Return the error for an unknown VPC."""
    return AwsError("InvalidVpcId.NotFound", f"The Vpc Id {vpc_id} does not exist")


def no_subnet(subnet_id: str) -> AwsError:
    """Return the error for a subnet that is not in the endpoint's VPC."""
    return AwsError("InvalidSubnetId.NotFound", f"The subnet ID '{subnet_id}' does not exist")


def no_group(group_id: str) -> AwsError:
    """Return the error for a security group that is not in the endpoint's VPC."""
    return AwsError("InvalidGroup.NotFound", f"The security group '{group_id}' does not exist")


def no_route_table(table_id: str) -> AwsError:
    """Return the error for a route table that is not in the endpoint's VPC."""
    return AwsError("InvalidRouteTableId.NotFound", f"The routeTable ID '{table_id}' does not exist")


def policies_not_supported(service: str) -> AwsError:
    """Return the error for an endpoint policy where the service takes none. The words are inferred."""
    return invalid(f"The service {service} does not support endpoint policies.")


def one_load_balancer_type() -> AwsError:
    """Return the error for a service without load balancers, or with network and gateway load balancers."""
    return invalid("exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member")
