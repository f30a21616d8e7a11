"""The services of the trimmed AWS provider are those that generated modules use."""

from __future__ import annotations

import re

import pytest

from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from tests.support.paths import ROOT

SERVICES = {
    "acm": r"acm_",
    "cloudwatch": r"cloudwatch_(composite_alarm|contributor_|dashboard|metric_alarm)",
    "directconnect": r"dx_",
    "dynamodb": r"dynamodb_",
    "ec2": r"(ami|availability_zone|customer_gateway|eip|flow_log|instance|internet_gateway|nat_gateway|network_acl"
    r"|route|route_table|route_table_association|security_group|subnet)s?$|ec2_|vpc|vpn_",
    "elbv2": r"lb($|_)",
    "iam": r"iam_",
    "lambda": r"lambda_",
    "logs": r"cloudwatch_log_",
    "meta": r"(arn|partition|region|service|service_principal)$",
    "organizations": r"organizations_",
    "ram": r"ram_",
    "route53": r"route53_(?!resolver)",
    "route53profiles": r"route53profiles_",
    "route53resolver": r"route53_resolver",
    "s3": r"s3_bucket",
    "sns": r"sns_",
    "sts": r"caller_identity$",
}
"""How the names of a service's types go on after `aws_`."""


def rendered_types() -> set[str]:
    """Return the resource and data source types that templates can render, and those of the committed modules."""
    files = [*(ROOT / "templates").rglob("*.jinja"), *(ROOT / "modules").rglob("*.tf")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    return set(re.findall(r'^[ \t]*(?:resource|data|ephemeral) "aws_(\w+)"', text, re.MULTILINE))


@pytest.mark.parametrize("name", sorted(rendered_types()))
def test_rendered_type_is_of_a_service_that_stays(name: str) -> None:
    services = [service for service, pattern in SERVICES.items() if re.match(pattern, name)]

    assert len(services) == 1
    assert services[0] in Recipe.load().services


def test_services_that_stay_are_each_used_or_asked_for() -> None:
    assert set(Recipe.load().services) == set(SERVICES)


def test_documented_services_are_those_of_the_recipe() -> None:
    page = (ROOT / "docs/aws-provider.md").read_text(encoding="utf-8")
    listed = re.search(r"\*\*Trimmed\*\*: ([\w, \n]+), with all", page)

    assert listed
    assert tuple(re.split(r",\s+", listed[1])) == Recipe.load().services
