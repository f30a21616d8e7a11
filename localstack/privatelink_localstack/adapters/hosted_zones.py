"""Handlers of Route 53's operations that associate a VPC with a private hosted zone.

All other operations go to LocalStack's own provider or to moto.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from localstack.aws.api import RequestContext
from localstack.services.moto import MotoFallbackDispatcher
from moto.route53.models import route53_backends

from privatelink_localstack.adapters.dispatch import Call, Handler, Response, ServiceHandler, dispatch
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints.private_dns import check_zone_name


def dispatch_table(emulation: Emulation, provider: Any) -> dict[str, ServiceHandler]:
    """Return the handlers of all operations.

    Parameters:
        provider: LocalStack's own, for operations without a handler here.
    """
    handlers: dict[str, Handler] = {
        "CreateHostedZone": create_hosted_zone,
        "AssociateVPCWithHostedZone": associate_vpc_with_hosted_zone,
    }
    own = {
        operation: dispatch(emulation, operation, partial(_answer, emulation, handler))
        for operation, handler in handlers.items()
    }
    return {**MotoFallbackDispatcher(provider), **own}


def create_hosted_zone(call: Call) -> Response:
    """CreateHostedZone. A zone with a VPC is private: moto makes it public if the request has no configuration."""
    vpc = call.request.get("VPC")
    if not vpc:
        return call.moto()
    vpc_id, region = vpc.get("VPCId") or "", vpc.get("VPCRegion") or ""
    if not _has_vpc(Scope(call.scope.account, region), vpc_id):
        raise AwsError("InvalidVPCId", "The VPC ID is invalid.")
    _check_name(call, call.request["Name"], vpc_id, region)
    # Moto expects a comment in every configuration.
    configuration = {"Comment": "", **(call.request.get("HostedZoneConfig") or {}), "PrivateZone": True}
    response = call.moto(HostedZoneConfig=configuration)
    response["VPC"] = {"VPCRegion": region, "VPCId": vpc_id}
    return response


def associate_vpc_with_hosted_zone(call: Call) -> Response:
    """AssociateVPCWithHostedZone."""
    zones = route53_backends[call.scope.account][call.context.partition].zones
    zone = zones.get(call.request["HostedZoneId"].rpartition("/")[2])
    if zone is not None and zone.private_zone:
        vpc = call.request["VPC"]
        _check_name(call, zone.name, vpc.get("VPCId") or "", vpc.get("VPCRegion") or "")
    return call.moto()


def _has_vpc(scope: Scope, vpc_id: str) -> bool:
    """Return whether a VPC exists; moto has no network for an unknown Region."""
    try:
        return network_of(scope).vpc(vpc_id) is not None
    except KeyError:
        return False


def _check_name(call: Call, name: str, vpc_id: str, region: str) -> None:
    plane = call.emulation.privatelink
    check_zone_name(name, vpc_id, region, plane.store.endpoints_in_vpc(vpc_id), plane.records.private_zones(vpc_id))


def _answer(emulation: Emulation, handler: Handler, context: RequestContext, request: Any) -> Response:
    return handler(Call(emulation, context, request or {}))
