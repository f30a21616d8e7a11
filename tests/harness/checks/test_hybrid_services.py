"""The specs that a hub's services follow: who may connect, beside those that the spec names."""

from __future__ import annotations

import pytest

from privatelink_generator.load import loads
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_harness.checks.hybrid.services import expected_services
from privatelink_harness.checks.stack import StackSnapshot
from privatelink_harness.terraform.snapshot import Snapshot
from tests.support.composition import resource

HUB, STORES, PARTNER = "111122223333", "444455556666", "777788889999"


def hub(service: str) -> HybridSpec:
    """Return a hub with a service, and with spokes of two accounts that connect to it."""
    spec = loads(
        "version: 1\npattern: hybrid\nname: hub\nservices:\n"
        "  erp: {load_balancers: {main: {listeners: {https: {port: 443, forward: erp}}}},"
        f" target_groups: {{erp: {{port: 8443}}}}, service: {{{service}}}}}\n"
        "spokes:\n"
        "  office: {cidrs: [10.0.0.0/16], reached_by: privatelink}\n"
        "  on-line: {cidrs: [10.0.0.0/16], reached_by: privatelink, account: stores}\n"
    )
    assert isinstance(spec, HybridSpec)
    return spec


def state(base: str = "") -> Snapshot:
    """Return the state of the spokes' modules."""
    return Snapshot(
        (
            resource(f"{base}module.office", "hub", HUB, "aws_vpc_endpoint"),
            resource(f"{base}module.on_line", "stores", STORES, "aws_vpc_endpoint"),
        ),
        {},
    )


@pytest.mark.parametrize(
    ("stack", "address"),
    [
        (StackSnapshot(Snapshot((), {}), accounts={"hub": HUB, "stores": STORES}), "module.hub"),
        (StackSnapshot(state()), "module.hub"),
        (StackSnapshot(state("module.network.")), "module.network.module.hub"),
    ],
    ids=["the run's own", "of the state", "of a state with the hub elsewhere"],
)
def test_accounts_of_spokes_are_principals(stack: StackSnapshot, address: str) -> None:
    specs = expected_services(hub(f'allowed_principals: {{partner: "{PARTNER}"}}'), stack, address)

    assert specs["erp"].service.allowed_principals == {
        "partner": PARTNER,
        "spokes.office": HUB,
        "spokes.on-line": STORES,
    }


def test_principals_of_an_unknown_spoke_are_those_of_the_spec() -> None:
    specs = expected_services(
        hub(f'allowed_principals: {{partner: "{PARTNER}"}}'), StackSnapshot(Snapshot((), {})), "module.hub"
    )

    assert specs["erp"].service.allowed_principals == {"partner": PARTNER}


def test_service_for_everyone_has_no_principals() -> None:
    stack = StackSnapshot(Snapshot((), {}), accounts={"hub": HUB, "stores": STORES})

    assert expected_services(hub("public: true"), stack, "module.hub")["erp"].service.allowed_principals == {}
