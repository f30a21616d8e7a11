"""Handlers of CreateTags and DeleteTags, for the resources that moto does not know."""

from __future__ import annotations

from typing import Any

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.errors import no_endpoint, no_service_id
from privatelink_localstack.privatelink.store import Store

PREFIXES = ("vpce-", "pcx-", "tgw-")
"""Prefixes of the IDs of resources that moto does not know: PrivateLink's, peering connections, transit gateways."""


def create_tags(call: Call) -> Response:
    """CreateTags."""
    return _tag(call, "create_tags", {tag["Key"]: tag.get("Value") or "" for tag in call.request["Tags"]})


def delete_tags(call: Call) -> Response:
    """DeleteTags. Without named tags, delete all."""
    network = network_of(call.scope)
    resources = [each for each in call.request["Resources"] if each.startswith(PREFIXES)]
    all_tags = {key: None for resource_id in resources for key in network.tags(resource_id)}
    tags = {tag["Key"]: tag.get("Value") for tag in call.request.get("Tags") or ()}
    return _tag(call, "delete_tags", tags or all_tags)


def _tag(call: Call, method: str, tags: dict[str, Any]) -> Response:
    """Change the tags of resources in moto, after a check that those unknown to it exist.

    Parameters:
        method: name of a method of moto's EC2 backend.
    """
    resources = call.request["Resources"]
    ours = [each for each in resources if each.startswith(PREFIXES)]
    others = [each for each in resources if not each.startswith(PREFIXES)]
    for resource_id in ours:
        _check_exists(call, resource_id)
    if ours and call.request.get("DryRun"):
        raise dry_run_succeeded()
    if others:
        call.moto(Resources=others) if ours else call.moto()
    if ours:
        getattr(network_of(call.scope).backend, method)(ours, tags)
    return {}


def _check_exists(call: Call, resource_id: str) -> None:
    if resource_id.startswith("pcx-"):
        call.emulation.peerings.find(call.scope, resource_id)
    elif resource_id.startswith("tgw-attach-"):
        call.emulation.transit_gateways.attachment(call.scope, resource_id)
    elif resource_id.startswith("tgw-rtb-"):
        call.emulation.transit_gateways.table(call.scope, resource_id)
    elif resource_id.startswith("tgw-"):
        call.emulation.transit_gateways.gateway(call.scope, resource_id)
    else:
        _check_exists_in_privatelink(call.emulation.privatelink.store, call.scope, resource_id)


def _check_exists_in_privatelink(store: Store, scope: Scope, resource_id: str) -> None:
    services = store.services_in(scope)
    if resource_id.startswith("vpce-svc-perm-"):
        known = any(each.id == resource_id for service in services for each in service.permissions)
    elif resource_id.startswith("vpce-svc-"):
        if store.service_in(scope, resource_id) is None:
            raise no_service_id(resource_id)
        known = True
    elif resource_id.startswith("vpce-con-"):
        known = any(each.connection_id == resource_id for own in services for each in store.endpoints_of(own.id))
    else:
        if store.endpoint_in(scope, resource_id) is None:
            raise no_endpoint(resource_id)
        known = True
    if not known:
        raise AwsError("InvalidID", f"The ID '{resource_id}' is not valid")
