"""Functions in VPCs: their network interfaces, and the way of a process behind one."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from localstack.services.lambda_.invocation.models import lambda_stores

from privatelink_localstack.dataplane.client import PlaneError
from privatelink_localstack.dataplane.state.wire import WireError
from privatelink_localstack.function_interfaces.plane import Placement, placements
from privatelink_localstack.functions import environment
from privatelink_localstack.functions.places import Opening, Place, outside
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.traffic.current import current

LOG = logging.getLogger(__name__)


def behind(interface: str, own: Iterable[str]) -> Place:
    """Return the place behind a network interface; where no traffic flows, the machine's own network.

    Parameters:
        own: the names of the variables of the function's own configuration.
    """

    @contextmanager
    def opened() -> Iterator[Opening]:
        try:
            client = current().client()
        except PlaneError as error:
            LOG.warning("a function runs outside of its VPC: %s", error)
            with outside() as opening:
                yield opening
            return
        with client:
            try:
                listener = client.listen(interface, 0, loopback=True)
            except WireError as error:
                raise OSError(errno.ENODEV, str(error)) from error
            with client.entrance(interface) as entrance:
                yield Opening(
                    listener,
                    lambda command: entrance.command(*command),
                    entrance.descriptors,
                    lambda variables: environment.inside(variables, own),
                )

    return opened


def placements_of(configuration: Any) -> tuple[Placement, ...]:
    """Return where the interfaces of a version are; none for one outside of VPCs."""
    vpc = configuration.vpc_config
    return placements(vpc.subnet_ids, vpc.security_group_ids) if vpc and vpc.subnet_ids else ()


def used_interfaces(scope: Scope) -> Mapping[Placement, str]:
    """Return what all versions of all functions of an account in a Region use, with the name of a function."""
    return {
        placement: str(name)
        for name, function in list(lambda_stores[scope.account][scope.region].functions.items())
        for version in list(function.versions.values())
        for placement in placements_of(version.config)
    }
