"""Handlers of Route 53's operations on hosted zones, and on their VPCs across accounts.

All other operations go to LocalStack's own provider or to moto.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from localstack.aws.api import RequestContext
from localstack.services.moto import MotoFallbackDispatcher

from privatelink_localstack.adapters import route53
from privatelink_localstack.adapters.dispatch import Call, Handler, Response, ServiceHandler, dispatch
from privatelink_localstack.adapters.ec2.network import account_of_vpc
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.hosted_zones import associations
from privatelink_localstack.hosted_zones.model import ZoneVpc
from privatelink_localstack.kernel import pages
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import Page, PageRules
from privatelink_localstack.privatelink.endpoints.private_dns import check_zone_name

_ID_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def dispatch_table(emulation: Emulation, provider: Any) -> dict[str, ServiceHandler]:
    """Return the handlers of all operations.

    Parameters:
        provider: LocalStack's own, for operations without a handler here.
    """
    handlers: dict[str, Handler] = {
        "CreateHostedZone": create_hosted_zone,
        "GetHostedZone": partial(of_owner, "Id"),
        "DeleteHostedZone": partial(of_owner, "Id"),
        "UpdateHostedZoneComment": partial(of_owner, "Id"),
        "ListResourceRecordSets": partial(of_owner, "HostedZoneId"),
        "ChangeResourceRecordSets": partial(of_owner, "HostedZoneId"),
        "ListHostedZonesByVPC": list_hosted_zones_by_vpc,
        "AssociateVPCWithHostedZone": associate_vpc_with_hosted_zone,
        "DisassociateVPCFromHostedZone": disassociate_vpc_from_hosted_zone,
        "CreateVPCAssociationAuthorization": create_vpc_association_authorization,
        "DeleteVPCAssociationAuthorization": delete_vpc_association_authorization,
        "ListVPCAssociationAuthorizations": list_vpc_association_authorizations,
    }
    own = {
        operation: dispatch(emulation, operation, partial(_answer, emulation, handler))
        for operation, handler in handlers.items()
    }
    return {**MotoFallbackDispatcher(provider), **own}


def create_hosted_zone(call: Call) -> Response:
    """CreateHostedZone. A zone with a VPC is private: moto makes it public if the request has no configuration."""
    configuration = call.request.get("HostedZoneConfig")
    if not call.request.get("VPC"):
        # Moto expects a comment in every configuration.
        response = call.moto(HostedZoneConfig={"Comment": "", **configuration}) if configuration else call.moto()
        return _with_change(call, response)
    vpc = _vpc(call)
    if account_of_vpc(vpc.id, vpc.region) != call.scope.account:
        raise associations.invalid_vpc(vpc)
    _check_name(call, call.request["Name"], vpc)
    response = call.moto(HostedZoneConfig={"Comment": "", **(configuration or {}), "PrivateZone": True})
    response["VPC"] = _place(vpc)
    return _with_change(call, response)


def of_owner(member: str, call: Call) -> Response:
    """Answer an operation that only the zone's owner may call.

    Parameters:
        member: the parameter that has the zone's ID.
    """
    found = route53.find_zone(call.request[member], call.context.partition)
    if found is not None:
        associations.check_owner(found.zone, call.scope.account, _caller_arn(call))
    return _with_change(call, call.moto())


def list_hosted_zones_by_vpc(call: Call) -> Response:
    """ListHostedZonesByVPC: zones of every account."""
    vpc = ZoneVpc(call.request["VPCId"], call.request["VPCRegion"])
    associations.check_listing(vpc, account_of_vpc(vpc.id, vpc.region), call.scope.account)
    size = int(call.request.get("MaxItems") or 100)
    zones = [
        {"HostedZoneId": zone.id, "Name": name, "Owner": {"OwningAccount": zone.account}}
        for name, zone in route53.zones_of_vpc(vpc, call.context.partition)
    ]
    found = _page(call, zones, lambda each: str(each["HostedZoneId"]), size, 100)
    return {"HostedZoneSummaries": list(found.items), "MaxItems": str(size), **_next_token(found)}


def associate_vpc_with_hosted_zone(call: Call) -> Response:
    """AssociateVPCWithHostedZone."""
    found, vpc = _found(call), _vpc(call)
    caller = call.scope.account
    vpc_arn = f"arn:{call.context.partition}:ec2:{vpc.region}:{caller}:vpc/{vpc.id}"
    denial = (
        f"User: {_caller_arn(call)} is not authorized to perform: route53:AssociateVPCWithHostedZone "
        f"on resource: {vpc_arn}"
    )
    quota = call.emulation.settings.quotas["vpcs_per_private_hosted_zone"]
    associations.check_association(found.zone, vpc, account_of_vpc(vpc.id, vpc.region), caller, denial, quota)
    _check_name(call, found.name, vpc)
    found.put(associations.associate(found.zone, vpc))
    return {"ChangeInfo": _change(call)}


def disassociate_vpc_from_hosted_zone(call: Call) -> Response:
    """DisassociateVPCFromHostedZone."""
    found, vpc = _found(call), _vpc(call)
    vpc_account = account_of_vpc(vpc.id, vpc.region)
    found.put(associations.disassociate(found.zone, vpc, vpc_account, call.scope.account, _caller_arn(call)))
    return {"ChangeInfo": _change(call)}


def create_vpc_association_authorization(call: Call) -> Response:
    """CreateVPCAssociationAuthorization."""
    found, vpc = _found_of_owner(call), _vpc(call)
    quota = call.emulation.settings.quotas["vpc_authorizations_per_hosted_zone"]
    found.put(associations.authorize(found.zone, vpc, account_of_vpc(vpc.id, vpc.region), quota))
    return {"HostedZoneId": found.zone.id, "VPC": _place(vpc)}


def delete_vpc_association_authorization(call: Call) -> Response:
    """DeleteVPCAssociationAuthorization."""
    found = _found_of_owner(call)
    found.put(associations.withdraw(found.zone, _vpc(call)))
    return {}


def list_vpc_association_authorizations(call: Call) -> Response:
    """ListVPCAssociationAuthorizations."""
    found = _found_of_owner(call)
    size = int(call.request.get("MaxResults") or 50)
    page = _page(call, found.zone.authorized, lambda vpc: f"{vpc.region} {vpc.id}", size, 50)
    return {"HostedZoneId": found.zone.id, "VPCs": [_place(each) for each in page.items], **_next_token(page)}


def _found(call: Call) -> route53.FoundZone:
    """Return the zone that a request names, of any account."""
    zone_id = call.request["HostedZoneId"]
    found = route53.find_zone(zone_id, call.context.partition)
    if found is None:
        raise associations.no_such_zone(zone_id.rpartition("/")[2])
    return found


def _found_of_owner(call: Call) -> route53.FoundZone:
    """Return the zone that its owner's request names."""
    found = _found(call)
    associations.check_owner(found.zone, call.scope.account, _caller_arn(call))
    return found


def _vpc(call: Call) -> ZoneVpc:
    vpc = call.request["VPC"]
    return ZoneVpc(vpc.get("VPCId") or "", vpc.get("VPCRegion") or "")


def _place(vpc: ZoneVpc) -> dict[str, str]:
    return {"VPCRegion": vpc.region, "VPCId": vpc.id}


def _caller_arn(call: Call) -> str:
    return f"arn:{call.context.partition}:iam::{call.scope.account}:root"


def _check_name(call: Call, name: str, vpc: ZoneVpc) -> None:
    plane = call.emulation.privatelink
    zones = plane.records.private_zones(vpc.id)
    check_zone_name(name, vpc.id, vpc.region, plane.store.endpoints_in_vpc(vpc.id), zones)


def _change(call: Call) -> dict[str, Any]:
    """Return a change with an ID of its own, which is in effect at once."""
    change_id = "".join(secrets.choice(_ID_ALPHABET) for _ in range(20))
    comment = call.request.get("Comment")
    submitted = datetime.fromtimestamp(call.emulation.clock(), tz=UTC)
    change = {"Id": f"/change/C{change_id}", "Status": "INSYNC", "SubmittedAt": submitted}
    return {**change, "Comment": comment} if comment else change


def _with_change(call: Call, response: Response) -> Response:
    """Give a response's change an ID and a time: moto's are constants."""
    if "ChangeInfo" in response:
        response["ChangeInfo"] = {**response["ChangeInfo"], **_change(call)}
    return response


def _page[Record](
    call: Call, records: Sequence[Record], key: Callable[[Record], str], size: int, largest: int
) -> Page[Record]:
    rules = PageRules(largest, _invalid_size, _invalid_token, ordered=True)
    return pages.page(sorted(records, key=key), key, token=call.request.get("NextToken"), size=size, rules=rules)


def _next_token(page: Page[Any]) -> dict[str, str]:
    return {"NextToken": page.next_token} if page.next_token else {}


def _invalid_size(size: int) -> AwsError | None:
    return None if size > 0 else AwsError("InvalidInput", f"The page size {size} is not positive.")


def _invalid_token(token: str) -> AwsError:
    return AwsError("InvalidPaginationToken", f"The pagination token '{token}' is invalid.")


def _answer(emulation: Emulation, handler: Handler, context: RequestContext, request: Any) -> Response:
    return handler(Call(emulation, context, request or {}))
