"""Any valid hybrid spec gives a module that parses, has the layout of `terraform fmt`, and is the same each time."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from privatelink_generator import hcl
from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from privatelink_harness.terraform import binary

NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,12}", fullmatch=True).filter(lambda name: hcl.label(name) != "hub")
TEXT = st.text(st.characters(exclude_categories=["C"]), max_size=20) | st.sampled_from(["${a}", "%{b}", '"', "\\"])
SERVICES = ("lambda", "sqs", "ecr.dkr", "logs", "s3")
STAGES = ("zones", "zones-then-profile", "profile")
TUNNEL = st.fixed_dictionaries(
    {},
    optional={
        "preshared_key": st.sampled_from(["aws", "given"]),
        "ike_versions": st.just(["ikev2"]),
        "startup_action": st.sampled_from(["add", "start"]),
        "dpd_timeout_action": st.sampled_from(["clear", "none", "restart"]),
        "phase1_encryption_algorithms": st.just(["AES256", "AES256-GCM-16"]),
        "phase2_dh_group_numbers": st.just([14, 20]),
    },
)


def named[T](values: st.SearchStrategy[T], most: int) -> st.SearchStrategy[dict[str, T]]:
    """Draw values by names that differ in Terraform too."""
    keys = st.lists(NAMES, max_size=most, unique_by=hcl.label)
    return keys.flatmap(lambda names: st.fixed_dictionaries(dict.fromkeys(names, values)))


@st.composite
def connections(draw: st.DrawFn, routings: list[str]) -> dict[str, Any]:
    """Draw VPN connections, each with a device and tunnels of its own."""
    settings_of = st.fixed_dictionaries(
        {"routing": st.sampled_from(routings)}, optional={"tunnels": st.lists(TUNNEL, min_size=1, max_size=2)}
    )
    drawn: dict[str, Any] = draw(named(settings_of, 3).filter(bool))
    for number, (name, each) in enumerate(drawn.items()):
        device: dict[str, Any] = {"ip_address": f"198.51.100.{number + 1}", "bgp_asn": 65000 + number}
        tunnels: list[Any] = each.pop("tunnels", [])
        for index, tunnel in enumerate(tunnels):
            if draw(st.booleans()):
                tunnel["inside_cidr"] = f"169.254.{10 + number}.{4 * index}/30"
        drawn[name] = {**each, "customer_gateway": device, "tunnels": tunnels}
    return drawn


@st.composite
def data_centres(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a data centre with its links."""
    centre: dict[str, Any] = {"cidrs": draw(st.sampled_from([["192.168.0.0/16"], ["192.168.0.0/17", "172.20.0.0/16"]]))}
    if draw(st.booleans()):
        centre |= {"domains": ["corp.example.com", "lan"][: draw(st.integers(1, 2))], "name_servers": ["192.168.0.10"]}
    kind = draw(st.sampled_from([None, "vpn_gateway", "transit_gateway"]))
    if kind:
        centre["gateway"] = {"type": kind}
        if kind == "vpn_gateway" and draw(st.booleans()):
            centre["gateway"]["amazon_side_asn"] = 64620
        centre["direct_connect_gateway"] = draw(st.booleans())
        if draw(st.booleans()) or not centre["direct_connect_gateway"]:
            # A transit gateway's table has one static route for a network.
            centre["connections"] = draw(connections(["static", "bgp"] if kind == "vpn_gateway" else ["bgp"]))
    return centre


@st.composite
def offered(draw: st.DrawFn, label: str) -> dict[str, Any]:
    """Draw a service of the hub's, with what its caller passes and without."""
    group: dict[str, Any] = {"port": 8443}
    match draw(st.sampled_from(["fixed", "given", "others"])):
        case "fixed":
            group["targets"] = {"hall-1": {"address": "192.168.10.4", "outside_vpc": True}}
        case "others":
            group["registered_by"] = "others"
    protocol = draw(st.sampled_from(["TCP", "TLS"]))
    listener = {"port": 443, "protocol": protocol, "forward": label}
    certificates = {"certificates": {"web": ["erp.example.com"]}} if protocol == "TLS" else {}
    if certificates:
        listener["certificates"] = ["web"]
        group["protocol"] = "TLS"
    service = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "acceptance_required": st.booleans(),
                "private_dns_name": st.fixed_dictionaries(
                    {"name": st.just("erp.example.com"), "zone": st.sampled_from(["given", "elsewhere"])}
                ),
                "notifications": st.fixed_dictionaries({"topic": st.sampled_from(["own", "given"])}),
                "allowed_principals": st.just({"partner": "444455556666"}),
            },
        )
    )
    return {
        "load_balancers": {"main": {"listeners": {"https": listener}}},
        "target_groups": {label: group},
        **certificates,
        **({"service": service} if service else {}),
    }


@st.composite
def spokes(draw: st.DrawFn, *, here: bool, onward: bool, joined: bool) -> dict[str, Any]:
    """Draw spokes whose addresses are their own.

    Parameters:
        here: whether all of them must be in the hub's Region.
        onward: whether a transit gateway leads to on premises.
        joined: whether the hub offers services to be joined by.
    """
    ways = st.sampled_from(["peering", "transit_gateway", "existing", *(["privatelink"] if joined else [])])
    drawn: dict[str, Any] = draw(named(st.fixed_dictionaries({"reached_by": ways}), 4))
    for number, each in enumerate(drawn.values(), 1):
        each["cidrs"] = [f"10.{number}.0.0/17", f"10.{number}.128.0/17"][: draw(st.integers(1, 2))]
        if draw(st.booleans()):
            each["account"] = draw(st.sampled_from(["team", "lab_1"]))
        if not here and each["reached_by"] in {"peering", "existing"} and draw(st.booleans()):
            each["region"] = "eu-west-1"
        if onward and each["reached_by"] in {"transit_gateway", "existing"}:
            each["on_premises"] = draw(st.booleans())
    return drawn


@st.composite
def specs(draw: st.DrawFn) -> str:
    """Draw the text of a valid spec."""
    spec: dict[str, Any] = {
        "version": 1,
        "pattern": "hybrid",
        "name": draw(st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)),
    }
    spec |= draw(st.fixed_dictionaries({}, optional={"description": TEXT, "region": st.just("us-east-1")}))
    names = draw(st.lists(NAMES, max_size=2, unique_by=hcl.label))
    spec["services"] = {name: draw(offered("erp")) for name in names}
    wanted = draw(st.lists(st.sampled_from(SERVICES), min_size=0 if names else 1, max_size=3, unique=True))
    spec["endpoints"] = {f"e-{number}": {"service": service} for number, service in enumerate(wanted)}
    if wanted:
        spec |= draw(st.fixed_dictionaries({}, optional={"private_dns": st.sampled_from(STAGES)}))
    centre: dict[str, Any] = {} if draw(st.booleans()) else draw(data_centres())
    if centre:
        spec["on_premises"] = centre
        resolver: dict[str, Any] = {"inbound": {"host_number": 10}} if draw(st.booleans()) else {}
        if "domains" in centre and draw(st.booleans()):
            resolver["outbound"] = {"host_number": 11}
        spec["resolver"] = resolver
    onward = centre.get("gateway", {}).get("type") == "transit_gateway"
    shares = spec.get("private_dns", "zones") != "zones"
    spec["spokes"] = draw(spokes(here=shares, onward=onward, joined=bool(names)))
    spec["within_organization"] = draw(st.booleans())
    return json.dumps({key: value for key, value in spec.items() if value != {}}, ensure_ascii=False)


def test_modules_of_random_hybrid_specs_parse_and_are_formatted(tmp_path: Path) -> None:
    modules: list[dict[str, str]] = []

    @given(specs())
    @settings(max_examples=15)
    def draw(text: str) -> None:
        spec = loads(text)
        files = dict(render(spec, source="s.yaml").files)
        # Rendering parses the files with python-hcl2, and checks that what the spec asks for has a resource.
        assert files == dict(render(spec, source="s.yaml").files)
        modules.append(files)

    draw()
    for number, files in enumerate(modules):
        for name, text in files.items():
            (tmp_path / str(number) / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / str(number) / name).write_text(text, encoding="utf-8")
    checked = subprocess.run(
        [*binary.find().argv, "fmt", "-check", "-diff", "-recursive", "-no-color"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stdout) == (0, "")
