"""The README of a module: tables that hold what its code has, and code to copy."""

from __future__ import annotations

import re

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render import readback
from privatelink_generator.render.module import render
from tests.support.specs import HEAD

VARIABLES = """\
variable "required" {
  type = string
}

variable "null_default" {
  description = "Says \\"yes\\" and $${x}."
  type        = string
  default     = null
}

variable "map_default" {
  type    = map(object({ a = optional(string) }))
  default = {
    one   = { a = "b" }
    "t-o" = {}
  }
}

variable "others" {
  type    = any
  default = [true, 1, "x", [], {}]
}
"""


ANCHOR = re.compile(r'<a name="[a-z]+_|"></a>.*')


def _tables(text: str) -> dict[str, list[list[str]]]:
    """Cells of the README's tables, without their heads, by the heading above them."""
    readme = render(loads(HEAD + text), source="s.yaml").files["README.md"]
    sections = re.split(r"^## (.+)$", readme, flags=re.MULTILINE)
    bodies = dict(zip(sections[1::2], sections[2::2], strict=True))
    rows = {heading: re.findall(r"^\|.*\|$", body, re.MULTILINE)[2:] for heading, body in bodies.items()}
    return {
        heading: [[ANCHOR.sub("", cell.strip()) for cell in row.strip("|").split(" | ")] for row in rows[heading]]
        for heading in rows
    }


def test_variable_without_default_differs_from_variable_with_default_null() -> None:
    inputs = {each.name: each.default for each in readback.read({"variables.tf": VARIABLES}, ()).inputs}

    assert inputs == {
        "required": None,
        "null_default": "null",
        "map_default": '{ one = { a = "b" }, "t-o" = {} }',
        "others": '[true, 1, "x", [], {}]',
    }


def test_description_is_the_text_that_terraform_shows() -> None:
    blocks = readback.read({"variables.tf": VARIABLES}, ())

    assert blocks.inputs[1].description == 'Says "yes" and ${x}.'


def test_inputs_table_calls_only_variables_without_default_required() -> None:
    tables = _tables("endpoints: {l: {service: lambda}, s3: {service: s3, type: gateway}}\ntags: {team: core}\n")

    assert {row[0]: (row[3], row[4]) for row in tables["Inputs"]} == {
        "name": ('`"core"`', "no"),
        "region": ("`null`", "no"),
        "route_table_ids": ("n/a", "yes"),
        "subnet_ids": ("n/a", "yes"),
        "tags": ('<pre>{<br/>  "team": "core"<br/>}</pre>', "no"),
        "timeouts": ("`{}`", "no"),
        "vpc_id": ("n/a", "yes"),
    }


def test_outputs_table_has_the_outputs_of_the_endpoint_types() -> None:
    interface = _tables("endpoints: {l: {service: lambda}}\n")
    gateway = _tables("endpoints: {s3: {service: s3, type: gateway}}\n")

    assert [row[0] for row in interface["Outputs"]] == [
        *("dns_hosted_zone_ids", "endpoint_arns", "endpoint_ids", "endpoint_states", "endpoint_urls"),
        *("long_call_settings", "network_interface_ids", "regional_dns_names", "security_group_arn"),
        *("security_group_id", "zonal_dns_names"),
    ]
    assert [row[0] for row in gateway["Outputs"]] == [
        *("endpoint_arns", "endpoint_ids", "endpoint_states", "prefix_list_ids"),
    ]


def test_requirements_table_has_the_versions_of_versions_tf() -> None:
    text = "endpoints: {l: {service: lambda}}\n"
    versions = render(loads(HEAD + text), source="s.yaml").files["versions.tf"]

    assert re.findall(r'version += "(.+)"', versions) == [row[1] for row in _tables(text)["Requirements"]]


def test_usage_sources_the_module_from_where_generate_writes_it() -> None:
    readme = render(loads(f"{HEAD}endpoints: {{l: {{service: lambda}}}}\n"), source="s.yaml").files["README.md"]

    assert re.findall(r"source = (.+)", readme) == ['"./modules/consumer/core"']


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("{service: lambda}", True),
        ("{service_name: com.amazonaws.us-east-1.lambda}", True),
        ("{service: sqs}", False),
        ("{service: s3, type: gateway}", False),
        ("{service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc}", False),
    ],
)
def test_lambda_endpoint_has_a_section_on_long_invocations(endpoint: str, *, expected: bool) -> None:
    readme = render(loads(f"{HEAD}endpoints:\n  one: {endpoint}\n"), source="s.yaml").files["README.md"]

    assert ("## Long invocations of Lambda functions" in readme) is expected
    assert ("net.ipv4.tcp_keepalive_time=60" in readme) is expected


def test_table_of_endpoints_says_what_each_policy_admits() -> None:
    readme = render(
        loads(
            f"{HEAD}endpoints:\n"
            "  l:\n    service: lambda\n    policy:\n"
            "      - {principals: [role/app], actions: [lambda:InvokeFunction], functions: [orders]}\n"
            '      - principals: ["*"]\n        actions: ["lambda:Get*"]\n        resources: ["*"]\n'
            "        conditions: {StringEquals: {aws:PrincipalOrgID: o-exampleorgid}}\n"
            "  s3: {service: s3, type: gateway}\n"
            "  v: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc}\n"
        ),
        source="s.yaml",
    ).files["README.md"]

    rows = re.findall(r"^\| (?:l|s3|v) \| .*$", readme, re.MULTILINE)
    assert [row.split(" | ")[4].strip(" |") for row in rows] == [
        "Allow lambda:InvokeFunction for role/app on orders; Allow lambda:Get* for everybody under conditions",
        "AWS's default: everything",
        "none",
    ]


@pytest.mark.parametrize(
    ("key", "source"),
    [
        ("", "https://HOST/OWNER/REPOSITORY.git"),
        ("repository: https://github.com/acme/net.git\n", "https://github.com/acme/net.git"),
    ],
)
def test_source_is_the_repository_that_publishes_the_module(key: str, source: str) -> None:
    spec = loads(f"{HEAD}{key}endpoints: {{lambda: {{service: lambda}}}}\n")

    readme = render(spec, source="s.yaml").files["README.md"]

    assert f"`git::{source}//modules/{spec.pattern}/{spec.name}?ref=v1`" in readme
