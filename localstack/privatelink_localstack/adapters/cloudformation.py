"""CloudFormation's resource types AWS::EC2::VPC and AWS::EC2::VPCEndpoint.

LocalStack's own ignore the DNS attributes of VPCs, which private DNS requires, and an endpoint's tags, address type,
DNS options and service Region; they expect that every endpoint is available at once and described for ever.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from botocore.exceptions import ClientError
from localstack.services.cloudformation.resource_provider import OperationStatus, ProgressEvent, ResourceRequest
from localstack.services.ec2.resource_providers import aws_ec2_vpc, aws_ec2_vpcendpoint

DNS_ATTRIBUTES = ("EnableDnsSupport", "EnableDnsHostnames")

CREATED = {"available", "pendingAcceptance"}
"""States in which an endpoint is created. That AWS does not wait for acceptance is not confirmed."""

LISTS = ("RouteTableIds", "SecurityGroupIds", "SubnetIds")
"""Properties with IDs. ModifyVpcEndpoint has parameters of the same names after `Add` and `Remove`."""

INBOUND_ONLY = "PrivateDnsOnlyForInboundResolverEndpoint"
"""A DNS option, which is text in a template."""


def replace_resource_types() -> None:
    """Make LocalStack's CloudFormation use these types. It looks them up in their modules at first use."""
    aws_ec2_vpc.EC2VPCProvider = Vpc
    aws_ec2_vpcendpoint.EC2VPCEndpointProvider = VpcEndpoint


class Vpc(aws_ec2_vpc.EC2VPCProvider):  # type: ignore[misc]
    """AWS::EC2::VPC."""

    def create(self, request: ResourceRequest[Any]) -> ProgressEvent[Any]:
        """Create a VPC, and set its DNS attributes."""
        wanted = request.desired_state
        event = super().create(request)
        if event.status is OperationStatus.IN_PROGRESS:
            _set_dns_attributes(request, event.resource_model, wanted)
        return event

    def update(self, request: ResourceRequest[Any]) -> ProgressEvent[Any]:
        """Set the DNS attributes, which are on and off by default, and the tags."""
        ec2, model = request.aws_client_factory.ec2, {**(request.previous_state or {}), **request.desired_state}
        defaults = {"EnableDnsSupport": True, "EnableDnsHostnames": False}
        _set_dns_attributes(request, model, {**defaults, **request.desired_state})
        _retag(ec2, model["VpcId"], request)
        return ProgressEvent(status=OperationStatus.SUCCESS, resource_model=model)


class VpcEndpoint(aws_ec2_vpcendpoint.EC2VPCEndpointProvider):  # type: ignore[misc]
    """AWS::EC2::VPCEndpoint."""

    def create(self, request: ResourceRequest[Any]) -> ProgressEvent[Any]:
        """Create an endpoint, and wait until it is available or awaits acceptance."""
        model, ec2 = request.desired_state, request.aws_client_factory.ec2
        if "Id" not in model:
            response = ec2.create_vpc_endpoint(**_parameters(model))
            model.update(_attributes(response["VpcEndpoint"]))
            return ProgressEvent(OperationStatus.IN_PROGRESS, model, custom_context=request.custom_context)
        return _progress(ec2, model)

    def update(self, request: ResourceRequest[Any]) -> ProgressEvent[Any]:
        """Modify an endpoint."""
        ec2, before, after = request.aws_client_factory.ec2, request.previous_state or {}, request.desired_state
        model = {**before, **after, "Id": before["Id"]}
        ec2.modify_vpc_endpoint(VpcEndpointId=model["Id"], **_changes(before, after))
        _retag(ec2, model["Id"], request)
        (endpoint,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[model["Id"]])["VpcEndpoints"]
        return ProgressEvent(OperationStatus.SUCCESS, {**model, **_attributes(endpoint)})

    def delete(self, request: ResourceRequest[Any]) -> ProgressEvent[Any]:
        """Delete an endpoint, and wait until it is gone."""
        model, ec2 = request.previous_state or request.desired_state, request.aws_client_factory.ec2
        state = _state(ec2, model.get("Id"))
        if state in {None, "deleted"}:
            return ProgressEvent(OperationStatus.SUCCESS, model)
        if state != "deleting":
            for failure in ec2.delete_vpc_endpoints(VpcEndpointIds=[model["Id"]])["Unsuccessful"]:
                return ProgressEvent(OperationStatus.FAILED, model, message=failure["Error"]["Message"])
        return ProgressEvent(OperationStatus.IN_PROGRESS, model, custom_context=request.custom_context)


def _set_dns_attributes(request: ResourceRequest[Any], model: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Set the DNS attributes of a VPC that a template names: host names last on, and first off."""
    values = {name: _is_true(wanted[name]) for name in DNS_ATTRIBUTES if wanted.get(name) is not None}
    for name, value in sorted(values.items(), key=lambda item: (item[1], item[0] == "EnableDnsHostnames")):
        request.aws_client_factory.ec2.modify_vpc_attribute(VpcId=model["VpcId"], **{name: {"Value": value}})
        model[name] = value


def _parameters(model: dict[str, Any]) -> dict[str, Any]:
    """Return CreateVpcEndpoint's parameters. The names are those of the properties."""
    names = ("VpcId", "ServiceName", "ServiceRegion", "VpcEndpointType", *LISTS)
    parameters = {name: model[name] for name in names if model.get(name)} | _addressing(model)
    if model.get("Tags"):
        parameters["TagSpecifications"] = [{"ResourceType": "vpc-endpoint", "Tags": model["Tags"]}]
    if model.get("PrivateDnsEnabled") is not None:
        parameters["PrivateDnsEnabled"] = _is_true(model["PrivateDnsEnabled"])
    if model.get("PolicyDocument"):
        parameters["PolicyDocument"] = _policy(model["PolicyDocument"])
    return parameters


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return ModifyVpcEndpoint's parameters for a change of properties."""
    addressing, same = _addressing(after), _addressing(before)
    changes = {name: value for name, value in addressing.items() if value != same.get(name)}
    for name in LISTS:
        old, new = before.get(name) or (), after.get(name) or ()
        changes[f"Add{name}"] = [each for each in new if each not in old]
        changes[f"Remove{name}"] = [each for each in old if each not in new]
    if after.get("PrivateDnsEnabled") is not None:
        changes["PrivateDnsEnabled"] = _is_true(after["PrivateDnsEnabled"])
    if before.get("PolicyDocument") != after.get("PolicyDocument"):
        policy = after.get("PolicyDocument")
        changes |= {"PolicyDocument": _policy(policy)} if policy else {"ResetPolicy": True}
    return {name: value for name, value in changes.items() if value != []}


def _addressing(model: dict[str, Any]) -> dict[str, Any]:
    """Return an endpoint's address type and DNS options; "not specified" is AWS's default."""
    options = dict(model.get("DnsOptions") or {})
    if options.get("DnsRecordIpType") == "not-specified":
        del options["DnsRecordIpType"]
    inbound = {"OnlyInboundResolver": True, "AllResolvers": False}.get(options.pop(INBOUND_ONLY, ""))
    if inbound is not None:
        options[INBOUND_ONLY] = inbound
    address_type = model.get("IpAddressType")
    return {
        **({"IpAddressType": address_type} if address_type and address_type != "not-specified" else {}),
        **({"DnsOptions": options} if options else {}),
    }


def _attributes(endpoint: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of an endpoint for `Fn::GetAtt` and `Ref` (CloudFormation reference, "Return values")."""
    return {
        "Id": endpoint["VpcEndpointId"],
        "CreationTimestamp": endpoint["CreationTimestamp"].isoformat(),
        "DnsEntries": [f"{each['HostedZoneId']}:{each['DnsName']}" for each in endpoint.get("DnsEntries") or ()],
        "NetworkInterfaceIds": endpoint.get("NetworkInterfaceIds") or [],
        "VpcEndpointType": endpoint["VpcEndpointType"],
    }


def _progress(ec2: Any, model: dict[str, Any]) -> ProgressEvent[Any]:
    state = _state(ec2, model["Id"])
    if state in CREATED:
        return ProgressEvent(OperationStatus.SUCCESS, model)
    if state == "pending":
        return ProgressEvent(OperationStatus.IN_PROGRESS, model)
    return ProgressEvent(OperationStatus.FAILED, model, message=f"Invalid state '{state}' for resource")


def _state(ec2: Any, endpoint_id: str | None) -> str | None:
    """Return an endpoint's state as AWS spells it; None if there is no such endpoint."""
    if endpoint_id is None:
        return None
    try:
        (endpoint,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "InvalidVpcEndpointId.NotFound":
            return None
        raise
    return str(endpoint["State"])


def _retag(ec2: Any, resource_id: str, request: ResourceRequest[Any]) -> None:
    """Replace the tags of a template's earlier version by those of the present one."""
    old, new = (_tags(state.get("Tags") or ()) for state in (request.previous_state or {}, request.desired_state))
    gone = [{"Key": key} for key in old if key not in new]
    if gone:
        ec2.delete_tags(Resources=[resource_id], Tags=gone)
    if new:
        ec2.create_tags(Resources=[resource_id], Tags=[{"Key": key, "Value": new[key]} for key in new])


def _tags(tags: Iterable[dict[str, str]]) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in tags}


def _policy(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document)


def _is_true(value: object) -> bool:
    """Return a boolean of a template, which may be text."""
    return str(value).lower() == "true"
