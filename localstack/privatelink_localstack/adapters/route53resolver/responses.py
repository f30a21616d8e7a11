"""Records of Resolver in its API's form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from privatelink_localstack.adapters.dispatch import Response
from privatelink_localstack.resolver.model import (
    ResolverAddress,
    ResolverEndpoint,
    ResolverRule,
    RuleAssociation,
    Target,
    VpcConfig,
)

_ENDPOINT_WORDS = {
    "CREATING": "Creating the Resolver Endpoint",
    "OPERATIONAL": "This Resolver Endpoint is operational.",
    "UPDATING": "Updating the Resolver Endpoint",
    "DELETING": "Deleting the Resolver Endpoint",
}
_ADDRESS_WORDS = {
    "ATTACHING": "The IP address is being attached.",
    "ATTACHED": "This IP address is operational.",
    "DETACHING": "The IP address is being detached.",
}
_RULE_WORDS = {
    "COMPLETE": "Successfully created Resolver Rule.",
    "UPDATING": "Updating the Resolver Rule",
    "DELETING": "Deleting the Resolver Rule",
}
_ASSOCIATION_WORDS = {
    "CREATING": "Creating the association.",
    "COMPLETE": "",
    "DELETING": "Deleting the association.",
}
"""Status messages. They are not confirmed."""


def endpoint(record: ResolverEndpoint) -> Response:
    """Return an endpoint."""
    return _without_none(
        {
            "Id": record.id,
            "CreatorRequestId": record.token,
            "Arn": record.arn,
            "Name": record.name,
            "SecurityGroupIds": list(record.groups),
            "Direction": record.direction,
            "IpAddressCount": len(record.kept_addresses),
            "HostVPCId": record.vpc_id,
            "Status": record.status,
            "StatusMessage": _ENDPOINT_WORDS[record.status],
            "CreationTime": _time(record.created),
            "ModificationTime": _time(record.modified),
            "ResolverEndpointType": record.type,
            "Protocols": list(record.protocols),
            "RniEnhancedMetricsEnabled": record.metrics,
            "TargetNameServerMetricsEnabled": record.target_metrics,
        }
    )


def address(record: ResolverAddress) -> Response:
    """Return an address of an endpoint."""
    return _without_none(
        {
            "IpId": record.id,
            "SubnetId": record.subnet_id,
            "Ip": record.ipv4,
            "Ipv6": record.ipv6,
            "Status": record.status,
            "StatusMessage": _ADDRESS_WORDS[record.status],
            "CreationTime": _time(record.created),
            "ModificationTime": _time(record.modified),
        }
    )


def rule(record: ResolverRule, share_status: str) -> Response:
    """Return a rule as an account sees it."""
    return _without_none(
        {
            "Id": record.id,
            "CreatorRequestId": record.token,
            "Arn": record.arn,
            "DomainName": record.domain,
            "Status": record.status,
            "StatusMessage": _RULE_WORDS[record.status],
            "RuleType": record.type,
            "Name": record.name,
            "TargetIps": [_target(each) for each in record.targets] or None,
            "ResolverEndpointId": record.endpoint_id,
            "OwnerId": record.account,
            "ShareStatus": share_status,
            "CreationTime": _time(record.created) if record.created else None,
            "ModificationTime": _time(record.modified) if record.modified else None,
            "DelegationRecord": record.delegation,
        }
    )


def association(record: RuleAssociation) -> Response:
    """Return an association of a rule with a VPC."""
    return _without_none(
        {
            "Id": record.id,
            "ResolverRuleId": record.rule_id,
            "Name": record.name,
            "VPCId": record.vpc_id,
            "Status": record.status,
            "StatusMessage": _ASSOCIATION_WORDS[record.status],
        }
    )


def config(record: VpcConfig) -> Response:
    """Return the configuration of a VPC."""
    return {
        "Id": record.id,
        "ResourceId": record.vpc_id,
        "OwnerId": record.account,
        "AutodefinedReverse": record.reverse,
    }


def _target(target: Target) -> Response:
    return _without_none(
        {
            "Ip": target.ipv4,
            "Ipv6": target.ipv6,
            "Port": target.port,
            "Protocol": target.protocol,
            "ServerNameIndication": target.server_name,
        }
    )


def _without_none(response: Mapping[str, Any]) -> Response:
    return {key: value for key, value in response.items() if value is not None}


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
