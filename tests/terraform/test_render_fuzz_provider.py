"""Any valid provider spec gives a module that parses, has the layout of `terraform fmt`, and is the same each time."""

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

NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,20}", fullmatch=True)
SOURCES = st.sampled_from(["vpc", "10.0.0.0/8", "fd00::/8", "sg-01234567", "group/bastion", "pl-01234567"])
TEXT = st.text(st.characters(exclude_categories=["C"]), max_size=20) | st.sampled_from(["${a}", "%{b}", '"', "\\"])
HTTP = st.fixed_dictionaries(
    {"protocol": st.sampled_from(["HTTP", "HTTPS"])},
    optional={"path": st.sampled_from(["/", "/a?b=${c}"]), "matcher": st.just("200-299"), "interval": st.just(10)},
)
RULES = st.fixed_dictionaries({"from": SOURCES}, optional={"ports": st.just([443])})
NO_GROUP: st.SearchStrategy[Any] = st.just(value=False)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "internal": st.booleans(),
        "enable_cross_zone_load_balancing": st.booleans(),
        "enable_zonal_shift": st.booleans(),
        "dns_record_client_routing_policy": st.just("availability_zone_affinity"),
        "secondary_ips_auto_assigned_per_subnet": st.integers(0, 7),
        "security_group": NO_GROUP
        | st.fixed_dictionaries(
            {
                "ingress": st.lists(
                    st.fixed_dictionaries({"from": SOURCES}, optional={"ports": st.just([443])}), max_size=4
                )
            }
        ),
    },
)
LOGS = st.fixed_dictionaries({}, optional={"bucket": st.just("logs"), "prefix": st.sampled_from(["a", 'b/"${c}'])})
CONSUMERS = st.dictionaries(
    NAMES,
    st.sampled_from(["accepted", "suspended"])
    | st.fixed_dictionaries(
        {"state": st.just("accepted")},
        optional={"availability_zone_ids": st.lists(st.sampled_from(["use1-az1", "usw2-lax1-az1"]), min_size=1)},
    ),
    max_size=3,
)
PRINCIPALS = ["root", "role/app", "user/ann", "222222222222", "arn:aws:iam::333333333333:role/batch"]
INSIGHTS = st.lists(st.sampled_from(["ActiveConnections", "Bytes", "NewConnections", "RstPackets"]), min_size=1)
ALARMS = st.dictionaries(
    st.sampled_from(["active_connections", "new_connections", "resets", "unhealthy_targets", "port_allocation_errors"]),
    st.fixed_dictionaries({"above": st.integers(0, 10**6)}, optional={"minutes": st.integers(1, 60)}),
)
SERVICES = st.fixed_dictionaries(
    {},
    optional={
        "acceptance_required": st.booleans(),
        "private_dns_name": st.fixed_dictionaries(
            {"name": st.sampled_from(["a.example.com", "*.a.example.com"])},
            optional={"zone": st.sampled_from(["given", "elsewhere"])},
        ),
        "notifications": st.fixed_dictionaries({}, optional={"topic": st.sampled_from(["own", "given"])}),
    },
)


@st.composite
def services(draw: st.DrawFn, *, udp: bool, dualstack: bool) -> dict[str, Any]:
    """Draw a service with consumers, for load balancers that all have, or have not, UDP and IPv6."""
    service: dict[str, Any] = dict(draw(SERVICES))
    principals = st.lists(st.sampled_from(PRINCIPALS), max_size=4, unique=True)
    named = {f"p{number}": principal for number, principal in enumerate(draw(principals))}
    if draw(st.booleans()):
        service |= {"public": True, "consumers": draw(CONSUMERS)}
    elif named:
        one = {"state": draw(st.sampled_from(["accepted", "suspended"])), "principal": "p0"}
        service |= {"allowed_principals": named, "consumers": dict.fromkeys(draw(st.lists(NAMES, max_size=2)), one)}
    if draw(st.booleans()):
        several = not udp and draw(st.booleans())
        service["supported_regions"] = ["us-east-1", "eu-west-1"] if several else ["us-east-1"]
    if dualstack and draw(st.booleans()):
        service["supported_ip_address_types"] = ["ipv4", "ipv6"]
    return service


@st.composite
def target_groups(draw: st.DrawFn, protocol: str) -> dict[str, Any]:
    """Draw a target group that a listener of this protocol forwards to."""
    group: dict[str, Any] = {"port": draw(st.integers(1, 65535)), "protocol": protocol}
    kinds = ["ip", "instance", *(["alb"] if protocol == "TCP" else [])]
    group["target_type"] = kind = draw(st.sampled_from(kinds))
    if kind == "alb":
        return group | {"health_check": draw(HTTP)}
    group |= draw(st.fixed_dictionaries({}, optional={"health_check": HTTP, "proxy_protocol_v2": st.booleans()}))
    if kind == "ip" and draw(st.booleans()):
        group["targets"] = {
            name: {"address": f"10.0.0.{number}"}
            for number, name in enumerate(draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)), 4)
        }
    elif draw(st.booleans()):
        group["registered_by"] = "others"
    return group


@st.composite
def specs(draw: st.DrawFn) -> str:
    """Draw the text of a valid spec."""
    protocols = draw(st.lists(st.sampled_from(["TCP", "UDP", "TCP_UDP", "TLS"]), min_size=1, max_size=3))
    names = draw(st.lists(NAMES, min_size=len(protocols), max_size=len(protocols), unique_by=hcl.label))
    groups = {name: draw(target_groups(protocol)) for name, protocol in zip(names, protocols, strict=True)}
    listeners: dict[str, Any] = {}
    for port, (name, group) in enumerate(groups.items(), 1):
        others = [other for other, each in groups.items() if each["protocol"] == group["protocol"] and other != name]
        weights = {name: 90, others[0]: 10} if bool(others) and draw(st.booleans()) else name
        certificates = {"certificates": ["web"]} if group["protocol"] == "TLS" else {}
        listeners[name] = {"port": port, "protocol": group["protocol"], "forward": weights, **certificates}
    udp = any("UDP" in protocol for protocol in protocols)
    shared: dict[str, Any] = {"ip_address_type": "dualstack"} if not udp and draw(st.booleans()) else {}
    service = draw(services(udp=udp, dualstack=bool(shared)))
    if "TLS" in protocols and draw(st.booleans()):
        shared["access_logs"] = draw(LOGS)
    balancers = draw(st.lists(NAMES.filter(lambda name: "_" not in name), min_size=1, max_size=2, unique_by=hcl.label))
    return json.dumps(
        {
            "version": 1,
            "pattern": "provider",
            "name": draw(st.from_regex(r"[a-z][a-z0-9-]{0,40}", fullmatch=True)),
            "load_balancers": {
                f"{name}{number}": {**draw(SETTINGS), **shared, "listeners": listeners}
                for number, name in enumerate(balancers)
            },
            "target_groups": groups,
            "service": service,
            "alarms": draw(ALARMS),
            "dashboard": draw(st.booleans()),
            **({"certificates": {"web": ["a.example.com"]}} if "TLS" in protocols else {}),
            **draw(st.fixed_dictionaries({}, optional={"description": TEXT, "contributor_insights": INSIGHTS})),
        },
        ensure_ascii=False,
    )


def test_modules_of_random_provider_specs_parse_and_are_formatted(tmp_path: Path) -> None:
    modules: list[dict[str, str]] = []

    @given(specs())
    @settings(max_examples=40)
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
