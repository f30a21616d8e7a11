"""Where a name leads that people use: of a VPC, an instance, a function or an account, in all accounts and Regions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from localstack.services.lambda_.invocation.models import lambda_stores
from moto.ec2.models import ec2_backends

from privatelink_localstack.emulation import Emulation
from privatelink_localstack.functions.inside import placements_of
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.runtime.places import NamedPlace

_NAME = "Name"
_LATEST = "$LATEST"


def named(emulation: Emulation, name: str) -> list[NamedPlace]:
    """Return the places of a name, VPCs first. The caller holds the lock.

    Parameters:
        name: the tag `Name` of a VPC or an instance, an instance's ID, a function's name or ARN, or an account's 12
            digits, which stand for its VPCs with network interfaces.
    """
    backends = [
        (Scope(str(account), str(region)), own[region])
        for account, own in list(ec2_backends.items())
        for region in list(own)
    ]
    scopes = [Scope(str(account), str(region)) for account, own in list(lambda_stores.items()) for region in list(own)]
    return [
        *(each for scope, backend in backends for each in _vpcs(scope, backend, name)),
        *(each for scope, backend in backends for each in _instances(scope, backend, name)),
        *(each for scope in scopes for each in _functions(emulation, scope, name)),
    ]


def _vpcs(scope: Scope, backend: Any, name: str) -> Iterator[NamedPlace]:
    used = {str(each.subnet.vpc_id) for each in list(backend.enis.values())} if name == scope.account else set()
    for key in list(backend.vpcs):
        if str(key) in used or _tag(backend, key) == name:
            yield NamedPlace("VPC", str(key), scope.account, scope.region)


def _instances(scope: Scope, backend: Any, name: str) -> Iterator[NamedPlace]:
    for instance in [own for each in list(backend.reservations.values()) for own in each.instances]:
        if instance.state != "terminated" and instance.nics and name in {instance.id, _tag(backend, instance.id)}:
            yield NamedPlace("instance", str(instance.nics[0].id), scope.account, scope.region)


def _functions(emulation: Emulation, scope: Scope, name: str) -> Iterator[NamedPlace]:
    function = lambda_stores[scope.account][scope.region].functions.get(name.rpartition(":function:")[2])
    if function is None:
        return
    configuration = function.versions[_LATEST]
    if name in {function.function_name, configuration.id.unqualified_arn()}:
        found = (emulation.function_interfaces.find(scope, each) for each in placements_of(configuration.config))
        if first := next(filter(None, found), None):
            yield NamedPlace("function", first, scope.account, scope.region)


def _tag(backend: Any, key: str) -> str:
    return str(backend.tags.get(key, {}).get(_NAME, ""))
