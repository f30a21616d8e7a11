"""General modules: a hub of any VPC, and a spoke of any hub."""

from __future__ import annotations

import re

import pytest

from privatelink_generator.load import load
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.render.module import render
from tests.support.paths import ROOT
from tests.support.specs import faults

HEAD = "version: 1\npattern: hybrid\nname: hub\ngeneral: true\nendpoints: {lambda: {service: lambda}}\n"
SPECS = ROOT / "specs" / "hybrid"


def code(name: str, directory: str = "") -> dict[str, str]:
    """Return the Terraform files of a committed spec's module below a directory, without their first lines."""
    files = render(load(SPECS / f"{name}.yaml"), source=f"{name}.yaml").files
    return {
        path.removeprefix(directory): text.partition("\n")[2]
        for path, text in files.items()
        if path.startswith(directory) and path.endswith(".tf")
    }


@pytest.mark.slow
def test_spoke_of_a_hub_is_the_published_module() -> None:
    published = {path: text for path, text in code("spoke").items() if "/" not in path}

    assert code("hub", "modules/spoke/") == published


def test_hub_of_the_example_of_a_spoke_is_the_published_module() -> None:
    published = {path: text for path, text in code("hub").items() if not path.startswith("examples/")}

    assert code("spoke", "examples/complete/hub/") == published


@pytest.mark.slow
@pytest.mark.parametrize("name", ["shared-endpoints", "profile"])
def test_spoke_of_every_hub_is_one_module(name: str) -> None:
    assert code(name, "modules/spoke/") == code("hub", "modules/spoke/")


def test_hub_holds_no_entry_of_its_spec() -> None:
    spec = load(SPECS / "hub.yaml")
    assert isinstance(spec, HybridSpec)
    files = {path: text for path, text in code("hub").items() if not path.startswith("examples/")}
    text = re.sub(r"(description|error_message) += .*", "", "".join(files.values()))
    entries = [*spec.domains, *(cidr for each in spec.spokes.values() for cidr in each.cidrs), "reports", "ecr-dkr"]

    assert [each for each in entries if each in text] == []


OTHER = "leave it out, or make a hub that is not general"
SERVICE = (
    "load_balancers: {main: {listeners: {h: {port: 443, forward: e}}}}, "
    "target_groups: {e: {port: 8443, targets: {a: {address: 192.168.0.4, outside_vpc: true}}}}"
)
ATTACHED = "spokes: {a: {cidrs: [10.1.0.0/16], reached_by: transit_gateway}}\n"
LINKED = "on_premises:\n  cidrs: [192.168.0.0/16]\n  direct_connect_gateway: true\n"
REFUSED = [
    (f"services: §{{erp: {{{SERVICE}}}}}", f"a general hub offers no services; {OTHER}"),
    (
        LINKED + "  gateway: §{type: vpn_gateway}",
        f"a general hub makes no links, which are there already; {OTHER}",
    ),
    (
        ATTACHED + "transit_gateway: §{amazon_side_asn: 64700}",
        "a general hub is attached to a transit gateway, and makes none; write transit_gateway: {managed_by: others}",
    ),
    ("vpc_cidr: §10.0.0.0/16", f"a general hub is for any VPC; {OTHER}"),
    (
        "security_group: §{ingress: [{from: vpc}]}",
        f"the caller of a general hub decides who may connect; {OTHER}",
    ),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_general_hub_refuses_what_it_has_no_place_for(text: str, expected: str) -> None:
    assert faults(f"{HEAD}{text}\n") == [f"§{expected}"]


def test_side_of_a_spoke_needs_a_general_module() -> None:
    text = "version: 1\npattern: hybrid\nname: s\nside: §spoke\nendpoints: {lambda: {service: lambda}}\n"
    spokes = "spokes: {a: {cidrs: [10.1.0.0/16], reached_by: peering}}\n"

    assert faults(text + spokes) == ["§the module of a spoke is for any hub; write general: true, or leave side out"]


def test_side_of_a_spoke_needs_a_spoke_for_its_example() -> None:
    expected = "s.yaml:1:1: the example has no spoke with routes or names; add endpoints, and a spoke"

    assert faults(f"{HEAD}side: spoke\n") == [expected]
