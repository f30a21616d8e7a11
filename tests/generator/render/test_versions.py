"""The versions of hashicorp/aws that a module asks for: those that have all its arguments and resources."""

from __future__ import annotations

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render.module import render

SECONDARY_ADDRESSES = (
    "load_balancers: {main: {secondary_ips_auto_assigned_per_subnet: 1, listeners: {a: {port: 1, forward: api}}}}"
)
LOAD_BALANCERS = "load_balancers: {main: {listeners: {a: {port: 1, forward: api}}}}"
TARGET_GROUPS = "target_groups: {api: {port: 1}}"
INSIGHTS = "contributor_insights: [Bytes]"


@pytest.mark.parametrize(
    ("keys", "constraint"),
    [
        ([LOAD_BALANCERS], ">= 5.83, < 7.0"),
        ([LOAD_BALANCERS, INSIGHTS], ">= 5.89, < 7.0"),
        ([SECONDARY_ADDRESSES], ">= 6.0, < 7.0"),
        ([SECONDARY_ADDRESSES, INSIGHTS], ">= 6.0, < 7.0"),
    ],
)
def test_module_asks_for_an_aws_provider_that_has_all_it_needs(keys: list[str], constraint: str) -> None:
    text = "\n".join(["version: 1\npattern: provider\nname: api", TARGET_GROUPS, *keys])
    files = render(loads(text), source="api.yaml").files

    assert f'version = "{constraint}"' in files["versions.tf"]
    assert f'version = "{constraint}"' in files["examples/complete/versions.tf"]
    assert f"[aws](#requirement\\_aws) | {constraint} |" in files["README.md"]


def test_composition_asks_for_what_all_its_modules_need() -> None:
    text = """
version: 1
pattern: stack
name: link
accounts: {owner: {}}
modules:
  api:
    account: owner
    spec:
      pattern: provider
      load_balancers: {main: {listeners: {a: {port: 1, forward: api}}}}
      target_groups: {api: {port: 1}}
      contributor_insights: [Bytes]
  web:
    account: owner
    spec: {pattern: consumer, endpoints: {api: {service_name: given}}}
links: [{endpoint: web.api, service: api}]
"""
    files = render(loads(text), source="link.yaml").files

    assert '">= 5.89, < 7.0"' in files["versions.tf"]
    assert '">= 5.89, < 7.0"' in files["modules/api/versions.tf"]
    assert '">= 5.83, < 7.0"' in files["modules/web/versions.tf"]
    assert "[aws](#requirement\\_aws) | >= 5.89, < 7.0 |" in files["README.md"]
