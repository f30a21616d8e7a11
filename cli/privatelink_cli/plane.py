"""What commands about traffic share: the way into the data plane of the LocalStack that runs, and where a client is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from privatelink_cli import traffic_data
    from privatelink_localstack.dataplane.client import Client
    from privatelink_localstack.dataplane.state.model import Interface

PLACE = "VPC|SUBNET|WORKLOAD"
PLACE_HELP = (
    "by the ID of a VPC, subnet, network interface or instance; by the tag Name of a VPC or instance; by a function's "
    "name or ARN; or by the account of a VPC, or its alias in a kept stack."
)

GroupOption = Annotated[
    list[str] | None,
    typer.Option(
        "--group",
        metavar="ID",
        help="A security group of the client; may be repeated. Without one it sends everything, and only rules for "
        "addresses admit it; at a network interface: the interface's own.",
        show_default=False,
    ),
]


@contextmanager
def plane() -> Iterator[tuple[Client, str]]:
    """Connect to the data plane of the LocalStack that runs; start the plane if need be. Give LocalStack's URL too.

    Raises:
        LocalStackError: no LocalStack runs, or its data plane ends meanwhile.
        HarnessError: traffic does not flow there.
    """
    from privatelink_harness.errors import HarnessError
    from privatelink_harness.probes.access import NoTraffic
    from privatelink_harness.targets.localstack.traffic import find as find_traffic
    from privatelink_localstack.dataplane.client import PlaneError
    from privatelink_localstack.runtime.errors import LocalStackError, NoAnswerError
    from privatelink_localstack.runtime.process import find

    instance = find()
    if instance is None:
        raise NoAnswerError("LocalStack is not running", hint="Start it: privatelink localstack up")
    traffic = find_traffic(instance.endpoint)
    if isinstance(traffic, NoTraffic):
        raise HarnessError(f"LocalStack at {instance.endpoint}: {traffic.reason}", hint=traffic.hint or None)
    try:
        with traffic() as client:
            yield client, instance.endpoint
    except PlaneError as error:
        raise LocalStackError(
            str(error), hint="Run the command again: LocalStack starts its data plane anew."
        ) from error


def attached(way: tuple[Client, str], place: str, groups: Sequence[str] | None, *, workload: bool = False) -> Interface:
    """Return an interface at a place that a person has named, as `probes.place.attach` does.

    Parameters:
        way: what `plane` gives.
    """
    from privatelink_harness.probes.place import attach
    from privatelink_harness.stacks.named import id_of

    client, endpoint = way
    records = client.records()
    is_known = any(place in each for each in (records.vpcs, records.subnets, records.interfaces))
    return attach(client, place if is_known else id_of(endpoint, place), groups or (), workload=workload)


def client_data(interface: Interface) -> traffic_data.Client:
    """Return where a client is, for programs."""
    return {
        "interface": interface.id,
        "vpc": interface.vpc,
        "subnet": interface.subnet or None,
        "addresses": [str(each) for each in interface.addresses],
        "groups": None if interface.groups is None else list(interface.groups),
    }


def client_text(interface: Interface) -> str:
    """Return where a client is, for people."""
    found: Any = client_data(interface)
    groups = "no security groups" if found["groups"] is None else f"groups {', '.join(found['groups']) or 'none'}"
    address = ", ".join(found["addresses"])
    return f"{address} in {found['subnet'] or 'no subnet'} of {found['vpc']}, {groups} ({found['interface']})"
