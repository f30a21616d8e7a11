"""Handlers of EC2's operations on VPC endpoints and on the services that an account may use."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2 import requests, responses
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.privatelink.endpoints.create import create_endpoint
from privatelink_localstack.privatelink.endpoints.delete import delete_endpoints
from privatelink_localstack.privatelink.endpoints.describe import describe_endpoints, describe_services, tags_of_service
from privatelink_localstack.privatelink.endpoints.modify import modify_endpoint
from privatelink_localstack.privatelink.errors import not_emulated


def create_vpc_endpoint(call: Call) -> Response:
    """CreateVpcEndpoint."""
    endpoint = create_endpoint(call.emulation.privatelink, call.scope, requests.create_endpoint(call.request))
    response: Response = {"VpcEndpoint": responses.endpoint(endpoint, network_of(call.scope))}
    return responses.with_token(response, call.request)


def modify_vpc_endpoint(call: Call) -> Response:
    """ModifyVpcEndpoint."""
    modify_endpoint(call.emulation.privatelink, call.scope, requests.modify_endpoint(call.request))
    return {"Return": True}


def delete_vpc_endpoints(call: Call) -> Response:
    """DeleteVpcEndpoints."""
    refusals = delete_endpoints(
        call.emulation.privatelink,
        call.scope,
        requests.strings(call.request, "VpcEndpointIds"),
        dry_run=requests.dry_run(call.request),
    )
    return responses.unsuccessful(refusals)


def describe_vpc_endpoints(call: Call) -> Response:
    """DescribeVpcEndpoints."""
    page = describe_endpoints(
        call.emulation.privatelink,
        call.scope,
        requests.strings(call.request, "VpcEndpointIds"),
        requests.filters(call.request),
        **requests.paging(call.request),
    )
    network = network_of(call.scope)
    return responses.page_of(
        "VpcEndpoints", [responses.endpoint(each, network) for each in page.items], page.next_token
    )


def describe_vpc_endpoint_services(call: Call) -> Response:
    """DescribeVpcEndpointServices."""
    plane, network = call.emulation.privatelink, network_of(call.scope)
    page = describe_services(
        plane,
        call.scope,
        requests.strings(call.request, "ServiceNames"),
        requests.filters(call.request),
        regions=requests.strings(call.request, "ServiceRegions"),
        **requests.paging(call.request),
    )
    details = [responses.service_detail(view, network, tags_of_service(plane, call.scope, view)) for view in page.items]
    response = responses.page_of("ServiceDetails", details, page.next_token)
    return response | {"ServiceNames": list(dict.fromkeys(view.name for view in page.items))}


def describe_vpc_endpoint_associations(call: Call) -> Response:  # noqa: ARG001 - as all handlers
    """DescribeVpcEndpointAssociations. Only Resource and ServiceNetwork endpoints have associations."""
    raise not_emulated("Resource and service-network endpoints")
