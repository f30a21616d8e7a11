"""EC2's calls about endpoints, services, connections and notifications, and those that must know of them."""

from __future__ import annotations

from typing import Any

from localstack.aws.api import RequestContext
from localstack.services.ec2.provider import Ec2Provider
from localstack.services.moto import call_moto

from privatelink_localstack.adapters.ec2 import answers, requests
from privatelink_localstack.adapters.ec2.call import ec2_call, scope_of
from privatelink_localstack.adapters.ec2.dependencies import DependencyCalls
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.adapters.ec2.services import ServiceCalls
from privatelink_localstack.kernel.errors import unsupported
from privatelink_localstack.kernel.filters import check_filters, matches, page
from privatelink_localstack.kernel.network import PrefixList
from privatelink_localstack.privatelink.endpoints import create, describe, modify
from privatelink_localstack.wiring import plane

Request = dict[str, Any]
Answer = dict[str, Any]


class PrivateLinkEc2Provider(ServiceCalls, DependencyCalls, Ec2Provider):  # type: ignore[misc]
    """LocalStack's EC2 with AWS's rules for PrivateLink. Each handler is the EC2 call of its name."""

    @ec2_call("CreateVpcEndpoint")
    def create_vpc_endpoint(self, context: RequestContext, request: Request) -> Answer:
        """Make an endpoint."""
        scope = scope_of(context)
        made = create.create_endpoint(plane(), scope, requests.create_endpoint(request))
        return answers.with_token({"VpcEndpoint": answers.endpoint(made, network_of(scope))}, request)

    @ec2_call("ModifyVpcEndpoint")
    def modify_vpc_endpoint(self, context: RequestContext, request: Request) -> Answer:
        """Change an endpoint."""
        modify.modify_endpoint(plane(), scope_of(context), requests.modify_endpoint(request))
        return {"Return": True}

    @ec2_call("DeleteVpcEndpoints")
    def delete_vpc_endpoints(self, context: RequestContext, request: Request) -> Answer:
        """Delete endpoints."""
        return answers.unsuccessful(
            modify.delete_endpoints(
                plane(),
                scope_of(context),
                requests.strings(request, "VpcEndpointIds"),
                dry_run=requests.dry_run(request),
            )
        )

    @ec2_call("DescribeVpcEndpoints")
    def describe_vpc_endpoints(self, context: RequestContext, request: Request) -> Answer:
        """List endpoints."""
        scope = scope_of(context)
        found = describe.describe_endpoints(
            plane(),
            scope,
            requests.strings(request, "VpcEndpointIds"),
            requests.filters(request),
            **requests.paging(request),
        )
        network = network_of(scope)
        return answers.page_of(
            "VpcEndpoints", [answers.endpoint(each, network) for each in found.items], found.next_token
        )

    @ec2_call("DescribeVpcEndpointServices")
    def describe_vpc_endpoint_services(self, context: RequestContext, request: Request) -> Answer:
        """List the services that the account may use."""
        scope = scope_of(context)
        found = describe.describe_services(
            plane(),
            scope,
            requests.strings(request, "ServiceNames"),
            requests.filters(request),
            regions=requests.strings(request, "ServiceRegions"),
            **requests.paging(request),
        )
        network = network_of(scope)
        details = [
            answers.service_detail(each, network, describe.tags_of_service(plane(), scope, each))
            for each in found.items
        ]
        answer = answers.page_of("ServiceDetails", details, found.next_token)
        return answer | {"ServiceNames": list(dict.fromkeys(each.name for each in found.items))}

    @ec2_call("DescribePrefixLists")
    def describe_prefix_lists(self, context: RequestContext, request: Request) -> Answer:
        """List AWS's prefix lists of services that have gateway endpoints."""
        asked = requests.filters(request)
        check_filters(asked, ("prefix-list-id", "prefix-list-name"))
        ids = requests.strings(request, "PrefixListIds")
        found = [
            each
            for each in network_of(scope_of(context)).prefix_lists()
            if (not ids or each.id in ids)
            and matches(asked, {"prefix-list-id": [each.id], "prefix-list-name": [each.name]}, {})
        ]
        found.sort(key=_by_id)
        part = page(found, _by_id, **requests.paging(request))
        items = [
            {"PrefixListId": each.id, "PrefixListName": each.name, "Cidrs": list(each.cidrs)} for each in part.items
        ]
        return answers.page_of("PrefixLists", items, part.next_token)

    @ec2_call("DescribeNetworkInterfaces")
    def describe_network_interfaces(self, context: RequestContext, request: Request) -> Answer:  # noqa: ARG002
        """Add each interface's first IPv6 address by itself, as AWS does: Terraform's provider reads that one.

        The internet does not reach an endpoint's (PrivateLink guide, "IP address types").
        """
        answer: Answer = call_moto(context)
        for interface in answer.get("NetworkInterfaces") or ():
            if interface.get("Ipv6Addresses"):
                interface["Ipv6Address"] = interface["Ipv6Addresses"][0]["Ipv6Address"]
                interface["DenyAllIgwTraffic"] = interface.get("InterfaceType") == "vpc_endpoint"
        return answer

    @ec2_call("DescribeVpcEndpointAssociations")
    def describe_vpc_endpoint_associations(self, context: RequestContext, request: Request) -> Answer:  # noqa: ARG002
        """Refuse: these are of resource and service-network endpoints."""
        raise unsupported("Resource and service-network endpoints")


def _by_id(prefix_list: PrefixList) -> str:
    return prefix_list.id
