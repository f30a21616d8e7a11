"""Any valid spec gives a module that parses, has the layout of `terraform fmt`, and is the same each time."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from privatelink_generator import hcl
from privatelink_generator.aws import services
from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from privatelink_harness.terraform import binary

INTERFACES = sorted(each.name for each in services.services().values() if "interface" in each.endpoint_types)
WITH_NAMES = [name for name in INTERFACES if services.find(name).private_dns_names("us-east-1")]

NAMES = st.from_regex(r"[a-z][a-z0-9_-]{0,40}", fullmatch=True)
MODULE_NAMES = st.from_regex(r"(?!sg-)[a-z][a-z0-9-]{0,40}", fullmatch=True)
GROUPS = st.sampled_from(["sg-0123456789abcdef0", "sg-01234567"]) | NAMES.filter(
    lambda name: not name.startswith("sg-")
).map("group/{}".format)
# Terraform normalises text, and the parts of some letters are no letters.
TAG_TEXT = st.text(st.characters(categories=["L", "N"], include_characters=" _.:/=+-@"), max_size=12).filter(
    lambda text: unicodedata.normalize("NFC", text) == text
)
TAG_KEYS = TAG_TEXT.filter(lambda key: bool(key) and key != "Name" and not key.lower().startswith("aws:"))
TAGS = st.dictionaries(TAG_KEYS, TAG_TEXT, max_size=4)
# Hypothesis draws the project's own constants too, of which some are ARNs of other partitions.
TEXT = st.text(st.characters(exclude_categories=["C"]), max_size=20).filter(
    lambda text: not text.startswith(("arn:", "aws-"))
) | st.sampled_from(["${a}", "$${", "%{b}", '"', "\\", "\n"])
PRINCIPALS = st.sampled_from(
    ["root", "role/app", "role/team/app", "user/u", "123456789012", "arn:aws:iam::123456789012:role/a"]
)
KEYS = st.sampled_from(["aws:PrincipalTag/org", "aws:RequestTag/${x}", "s3:prefix", "aws:a/é"])


def compared(values: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw condition keys with such values."""
    return st.dictionaries(KEYS, values | st.lists(values, min_size=1, max_size=3), min_size=1, max_size=3)


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "StringEquals": compared(TEXT),
        "ForAnyValue:StringLike": compared(TEXT.map(lambda text: f"{text.replace('*', '').replace('?', '')}/team/*")),
        "NumericLessThanIfExists": compared(st.integers().map(str)),
    },
)
STATEMENTS = st.fixed_dictionaries(
    {
        "principals": st.lists(PRINCIPALS, min_size=1, max_size=3) | st.just(["*"]),
        "actions": st.lists(st.sampled_from(["*", "lambda:InvokeFunction", "s3:Get*"]), min_size=1, max_size=2),
        "resources": st.lists(st.just("*") | TEXT.map("arn:{}".format), min_size=1, max_size=3),
        "public": st.sampled_from([True]),
    },
    optional={"conditions": CONDITIONS, "effect": st.sampled_from(["Allow", "Deny"])},
)
POLICIES = st.lists(STATEMENTS, min_size=1, max_size=3)
RULES = st.fixed_dictionaries(
    {"from": st.sampled_from(["vpc", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "pl-01234567"]) | GROUPS},
    optional={
        "ports": st.lists(st.integers(1, 65535), min_size=1, max_size=3),
        "protocol": st.sampled_from(["tcp", "udp"]),
    },
)
CUSTOM = "com.amazonaws.vpce.us-east-1.vpce-svc-{number:017x}"


@st.composite
def interfaces(draw: st.DrawFn, number: int, family: str, zones: list[str]) -> dict[str, Any]:
    """Draw an interface endpoint: no other one of the spec has its service, all with addresses have these zones."""
    endpoint: dict[str, Any] = {"ip_address_type": family}
    if draw(st.booleans()):
        endpoint |= {
            "service_name": CUSTOM.format(number=number),
            "private_dns": draw(st.sampled_from([False, "after-acceptance"])),
        }
    else:
        endpoint |= {"service": draw(st.sampled_from(WITH_NAMES[number::5])), "private_dns": draw(st.booleans())}
        endpoint |= draw(st.fixed_dictionaries({}, optional={"policy": POLICIES}))
    if draw(st.booleans()):
        endpoint["addresses"] = {
            f"us-east-1{zone}": {
                **({} if family == "ipv6" else {"ipv4": f"10.{index % 4}.{16 * index}.{10 + number}"}),
                **({} if family == "ipv4" else {"ipv6": f"fd00::{index:x}:{10 + number:x}"}),
            }
            for index, zone in enumerate(zones)
        }
    return endpoint | draw(st.fixed_dictionaries({}, optional={"tags": TAGS}))


@st.composite
def specs(draw: st.DrawFn) -> str:
    """Draw the text of a valid spec."""
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique_by=hcl.label))
    family = draw(st.sampled_from(["ipv4", "dualstack", "ipv6"]))
    zones = draw(st.lists(st.sampled_from("abcf"), min_size=1, max_size=2, unique=True))
    endpoints: dict[str, Any] = {}
    gateways = ["s3", "dynamodb"]
    for number, name in enumerate(names):
        if gateways and draw(st.integers(0, 3)) == 0:
            endpoints[name] = {"type": "gateway", "service": gateways.pop()}
            endpoints[name] |= draw(st.fixed_dictionaries({}, optional={"policy": POLICIES, "tags": TAGS}))
        else:
            endpoints[name] = draw(interfaces(number, family, zones))
    spec = {"version": 1, "pattern": "consumer", "name": draw(MODULE_NAMES)}
    spec |= draw(
        st.fixed_dictionaries({}, optional={"tags": TAGS, "description": TEXT, "region": st.just("us-east-1")})
    )
    if any(each.get("type") != "gateway" for each in endpoints.values()):
        groups = {"ingress": st.lists(RULES, min_size=1, max_size=4), "extra": st.lists(GROUPS, max_size=3)}
        spec |= draw(st.fixed_dictionaries({}, optional={"security_group": st.fixed_dictionaries({}, optional=groups)}))
    spec |= {"quotas": {"rules_per_security_group": 1000}, "endpoints": endpoints}
    return json.dumps(spec, ensure_ascii=False)


def _write(files: dict[str, str], directory: Path) -> None:
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")


def test_modules_of_random_specs_parse_and_are_formatted(tmp_path: Path) -> None:
    modules: list[dict[str, str]] = []

    @given(specs())
    @settings(max_examples=40)
    def draw(text: str) -> None:
        spec = loads(text)
        files = dict(render(spec, source="s.yaml").files)
        # Rendering parses the files with python-hcl2, and checks that each endpoint has a resource.
        assert len(files) >= 8
        assert files == dict(render(spec, source="s.yaml").files)
        modules.append(files)

    draw()
    for number, files in enumerate(modules):
        _write(files, tmp_path / str(number))
    checked = subprocess.run(
        [*binary.find().argv, "fmt", "-check", "-diff", "-recursive", "-no-color"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (checked.returncode, checked.stdout) == (0, "")
    examples = [files["examples/complete/main.tf"] for files in modules]
    assert [text for text in examples if len(_resources(text)) != len(set(_resources(text)))] == []


def _resources(text: str) -> list[str]:
    return re.findall(r'^resource "\w+" "\w+"', text, re.MULTILINE)
