"""Names of a spec become resource names with underscores, and stay as they are everywhere else."""

from __future__ import annotations

import re

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from tests.support.specs import HEAD

HYPHENS = """\
endpoints:
  l-1: {service: lambda, tags: {a: b}}
  pay-ments:
    service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc
    private_dns: after-acceptance
    addresses: {us-east-1a: {ipv4: 10.0.0.9}}
  s-3: {service: s3, private_dns: true}
  s-3-routes: {service: s3, type: gateway}
security_group: {ingress: [{from: group/a-b}, {from: group/a_b}]}
"""


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """The module whose names all have hyphens."""
    return dict(render(loads(HEAD + HYPHENS), source="s.yaml").files)


def test_resources_have_underscores_for_hyphens(files: dict[str, str]) -> None:
    resources = [
        re.findall(r'^resource "(\w+)" "(.+)" {', text, re.MULTILINE)
        for path, text in files.items()
        if path.endswith(".tf") and "/" not in path
    ]

    assert sorted(pair for pairs in resources for pair in pairs) == [
        ("aws_security_group", "endpoints"),
        ("aws_vpc_endpoint", "l_1"),
        ("aws_vpc_endpoint", "pay_ments"),
        ("aws_vpc_endpoint", "s_3"),
        ("aws_vpc_endpoint", "s_3_routes"),
        ("aws_vpc_endpoint_private_dns", "pay_ments"),
    ]


def test_outputs_and_tags_keep_the_names_of_the_spec(files: dict[str, str]) -> None:
    tags = re.findall(r'\$\{var\.name\}-([\w-]+)"', files["interface-endpoints.tf"] + files["gateway-endpoints.tf"])

    assert re.findall(r'"([\w-]+)" += aws_vpc_endpoint\.(\w+)', files["outputs.tf"]) == [
        ("l-1", "l_1"),
        ("pay-ments", "pay_ments"),
        ("s-3", "s_3"),
        ("s-3-routes", "s_3_routes"),
    ]
    assert tags == ["l-1", "pay-ments", "s-3", "s-3-routes"]


def test_variables_keep_the_names_of_the_spec(files: dict[str, str]) -> None:
    variables = files["variables.tf"]

    assert re.findall(r"toset\((\[.+\])\)", variables) == ['["a-b", "a_b"]']
    assert re.findall(r"^    ([\w-]+) += {", variables.partition('"addresses"')[2], re.MULTILINE) == ["pay-ments"]


@pytest.mark.parametrize(("key", "instance"), [("", ""), ("open: true\n", "[0]")])
def test_resources_are_moved_from_names_with_hyphens(key: str, instance: str) -> None:
    text = render(loads(HEAD + key + HYPHENS), source="s.yaml").files["moved.tf"]

    assert re.findall(r"from = (\S+)\n +to   = (\S+)\n", text) == [
        ("aws_vpc_endpoint.l-1", f"aws_vpc_endpoint.l_1{instance}"),
        ("aws_vpc_endpoint.pay-ments", f"aws_vpc_endpoint.pay_ments{instance}"),
        ("aws_vpc_endpoint_private_dns.pay-ments", "aws_vpc_endpoint_private_dns.pay_ments"),
        ("aws_vpc_endpoint.s-3", f"aws_vpc_endpoint.s_3{instance}"),
        ("aws_vpc_endpoint.s-3-routes", f"aws_vpc_endpoint.s_3_routes{instance}"),
    ]


def test_module_without_hyphens_moves_nothing() -> None:
    assert (
        "moved.tf"
        not in render(loads(f"{HEAD}endpoints: {{s3: {{service: s3, type: gateway}}}}\n"), source="s.yaml").files
    )
