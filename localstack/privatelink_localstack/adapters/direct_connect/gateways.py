"""Handlers of Direct Connect's operations on gateways and their tags."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from privatelink_localstack.adapters.direct_connect import responses
from privatelink_localstack.adapters.direct_connect.store import records_of
from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.direct_connect import gateways
from privatelink_localstack.direct_connect.errors import client, no_gateway
from privatelink_localstack.direct_connect.model import AVAILABLE, Gateway
from privatelink_localstack.direct_connect.store import DirectConnect
from privatelink_localstack.kernel import pages
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import PageRules

_MOST_TAGS = 50
_LARGEST_PAGE = 100


def create_direct_connect_gateway(call: Call) -> Response:
    """CreateDirectConnectGateway."""
    records, request = _records(call), call.request
    gateway = gateways.new(
        str(uuid.uuid4()),
        call.scope.account,
        name=request["directConnectGatewayName"],
        asn=request.get("amazonSideAsn"),
    )
    gateway = replace(gateway, tags=_tagged({}, request.get("tags") or ()))
    gateways.check_quota(records.gateways.values(), call.emulation.settings.quotas["direct_connect_gateways"])
    put(call, records, gateway)
    return {"directConnectGateway": responses.gateway(gateway)}


def update_direct_connect_gateway(call: Call) -> Response:
    """UpdateDirectConnectGateway."""
    records = _records(call)
    gateway = gateways.rename(own_gateway(call), call.request["newDirectConnectGatewayName"])
    put(call, records, gateway)
    return {"directConnectGateway": responses.gateway(gateway)}


def delete_direct_connect_gateway(call: Call) -> Response:
    """DeleteDirectConnectGateway."""
    records = _records(call)
    gateway = gateways.delete(own_gateway(call), records.associations.values())
    put(call, records, gateway)
    return {"directConnectGateway": responses.gateway(gateway)}


def describe_direct_connect_gateways(call: Call) -> Response:
    """DescribeDirectConnectGateways: an unknown ID is no error."""
    wanted = call.request.get("directConnectGatewayId")
    found = [responses.gateway(each) for each in _records(call).gateways.values() if wanted in {None, each.id}]
    return page(call, "directConnectGateways", found, "directConnectGatewayId")


def describe_direct_connect_gateway_attachments(call: Call) -> Response:
    """DescribeDirectConnectGatewayAttachments: of virtual interfaces, which are not emulated."""
    if not call.request.get("directConnectGatewayId") and not call.request.get("virtualInterfaceId"):
        raise client("A Direct Connect gateway ID or a virtual interface ID is required.")
    return {"directConnectGatewayAttachments": []}


def tag_resource(call: Call) -> Response:
    """TagResource. Moto knows connections and LAGs."""
    found = _tagged_gateway(call, call.request["resourceArn"])
    if found is None:
        return call.moto()
    put(call, _records(call), replace(found, tags=_tagged(found.tags, call.request["tags"])))
    return {}


def untag_resource(call: Call) -> Response:
    """UntagResource."""
    found = _tagged_gateway(call, call.request["resourceArn"])
    if found is None:
        return call.moto()
    kept = {key: value for key, value in found.tags.items() if key not in call.request["tagKeys"]}
    put(call, _records(call), replace(found, tags=kept))
    return {}


def describe_tags(call: Call) -> Response:
    """DescribeTags."""
    found = {arn: _tagged_gateway(call, arn) for arn in call.request["resourceArns"]}
    own = [
        {"resourceArn": arn, "tags": responses.tags(gateway)} for arn, gateway in found.items() if gateway is not None
    ]
    others = [arn for arn, gateway in found.items() if gateway is None]
    return {"resourceTags": [*own, *(call.moto(resourceArns=others)["resourceTags"] if others else ())]}


def own_gateway(call: Call) -> Gateway:
    """Return the caller's gateway that a request names.

    Raises:
        AwsError: the caller has none.
    """
    return available(_records(call), call.request["directConnectGatewayId"])


def available(records: DirectConnect, gateway_id: str) -> Gateway:
    """Return an account's gateway that can be used.

    Raises:
        AwsError: the account has none.
    """
    found = records.gateways.get(gateway_id)
    if found is None or found.state != AVAILABLE:
        raise no_gateway(gateway_id)
    return found


def put(call: Call, records: DirectConnect, record: Any) -> None:
    """Add or replace a record."""
    records.put(record, call.emulation.settings.durations, call.emulation.timer())


def page(call: Call, key: str, records: list[Response], name: str) -> Response:
    """Return a page of described records.

    Parameters:
        name: the member that has a record's ID.
    """

    def identity(record: Response) -> str:
        return str(record[name])

    rules = PageRules(_LARGEST_PAGE, _invalid_size, _invalid_token, ordered=True)
    token, size = call.request.get("nextToken"), call.request.get("maxResults")
    found = pages.page(sorted(records, key=identity), identity, token=token, size=size, rules=rules)
    return {key: list(found.items), **({"nextToken": found.next_token} if found.next_token else {})}


def _records(call: Call) -> DirectConnect:
    return records_of(call, call.scope.account)


def _tagged_gateway(call: Call, arn: str) -> Gateway | None:
    """Return the caller's gateway that an ARN names; None if it names something else."""
    kind, _, gateway_id = arn.rpartition(":")[2].partition("/")
    if kind != "dx-gateway":
        return None
    return available(_records(call), gateway_id)


def _tagged(before: Mapping[str, str], tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    after = {**before, **{each["key"]: each.get("value") or "" for each in tags}}
    if len(after) > _MOST_TAGS:
        raise AwsError("TooManyTagsException", f"A resource has at most {_MOST_TAGS} tags.")
    return after


def _invalid_size(size: int) -> AwsError | None:
    return None if size > 0 else client(f"The page size {size} is not positive.")


def _invalid_token(token: str) -> AwsError:
    return client(f"The token {token} is not valid.")
