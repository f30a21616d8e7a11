"""Policies by preset: the statements that they become, and what is refused of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privatelink_generator.aws import data_perimeter
from privatelink_generator.aws.policy_document import Identity
from privatelink_generator.patterns.policy_presets import Perimeter, document
from privatelink_generator.render.module import render
from tests.support.odd_specs import PERIMETER
from tests.support.paths import ROOT
from tests.support.specs import HEAD, consumer_spec, faults

HERE = Identity("aws", "eu-west-1", "123456789012")
EVERYBODY = "principals: ['*'], actions: ['*'], resources: ['*']"
VALUES = Perimeter("o-exampleorgid", ["444455556666"], "euwest1")


def _text(policy: str, service: str = "s3, type: gateway", *, more: str = "") -> str:
    return f"{HEAD}endpoints:\n  e: {{service: {service}, policy: {policy}}}\n{more}"


def _statements(policy: str, service: str = "s3, type: gateway") -> list[dict[str, Any]]:
    (endpoint,) = consumer_spec(_text(policy, service)).endpoints.values()
    gateway = endpoint.type == "gateway"
    made: list[dict[str, Any]] = document(endpoint.policy or (), endpoint.known_as, HERE, VALUES, gateway=gateway)[
        "Statement"
    ]
    return made


@pytest.mark.parametrize(
    ("preset", "conditions"),
    [
        ("org-to-org", {"aws:PrincipalOrgID": ["o-exampleorgid"], "aws:ResourceOrgID": ["o-exampleorgid"]}),
        ("account-only", {"aws:PrincipalAccount": ["123456789012"], "aws:ResourceAccount": ["123456789012"]}),
        ("third-party-out", {"aws:PrincipalOrgID": ["o-exampleorgid"], "aws:ResourceAccount": ["444455556666"]}),
        ("third-party-both", {"aws:PrincipalAccount": ["444455556666"], "aws:ResourceAccount": ["444455556666"]}),
        ("break-glass", {"aws:PrincipalOrgID": ["o-exampleorgid"], "aws:PrincipalTag/dp:exclude:resource": ["true"]}),
    ],
)
def test_preset_allows_by_conditions(preset: str, conditions: dict[str, list[str]]) -> None:
    first, services = _statements(f"{{preset: {preset}}}")

    assert (first["Effect"], first["Principal"], first["Action"], first["Resource"]) == ("Allow", "*", ["*"], ["*"])
    assert first["Condition"] == {"StringEquals": conditions}
    assert services["Condition"] == {"Bool": {"aws:PrincipalIsAWSService": ["true"]}}


def test_exceptions_of_buckets_hold_no_condition() -> None:
    (made,) = _statements("{preset: org-to-org, exceptions: [ecr, al2023, cloudformation]}")[2:]

    assert "Condition" not in made
    assert made["Action"] == ["s3:GetObject", "s3:ListBucket"]
    assert made["Resource"] == [
        "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*",
        "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*",
        "arn:aws:s3:::al2023-eu-west-1/*",
        "arn:aws:s3:::cloudformation-waitcondition-eu-west-1/*",
        "arn:aws:s3:::cloudformation-custom-resource-response-euwest1/*",
        "arn:aws:s3:::cloudformation-examples/*",
    ]


@pytest.mark.parametrize(
    ("preset", "key", "value"),
    [("org-to-org", "aws:PrincipalOrgID", "o-exampleorgid"), ("account-only", "aws:PrincipalAccount", "123456789012")],
)
def test_exceptions_of_other_services_name_the_caller(preset: str, key: str, value: str) -> None:
    policy = f"{{preset: {preset}, exceptions: [{{name: registries, accounts: ['602401143452']}}]}}"
    made = _statements(policy, "ecr.api")[-1]

    assert made["Condition"] == {"StringEquals": {"aws:ResourceAccount": ["602401143452"], key: [value]}}


def test_account_of_aws_is_in_the_arn_where_the_resource_has_one() -> None:
    policy = "{preset: org-to-org, exceptions: [{name: layers, accounts: ['580247275435', '580247275436']}]}"

    assert _statements(policy, "lambda")[-1]["Resource"] == [
        "arn:aws:lambda:*:580247275435:layer:*",
        "arn:aws:lambda:*:580247275436:layer:*",
    ]


def test_own_statements_follow_the_preset() -> None:
    own = "[{sid: Own, principals: ['*'], public: true, actions: ['s3:GetObject'], resources: ['arn:aws:s3:::a/*']}]"

    assert [each["Sid"] for each in _statements(f"{{preset: account-only, statements: {own}}}")] == [
        "PerimeterAccountToAccount",
        "PerimeterServicesOfAws",
        "Own",
    ]


@pytest.mark.parametrize(
    ("policy", "service", "expected"),
    [
        ("{preset: §org-to-orgs}", "s3", 'endpoints.e.policy.preset: "org-to-orgs" is not one of'),
        ("{preset: §[org-to-org, account-only]}", "s3", "org-to-org holds what account-only allows"),
        ("{preset: §[break-glass, break-glass]}", "s3", "names a preset twice; write each once"),
        ("{preset: org-to-org, exceptions: [§ecrr]}", "s3", "'ecrr' is not an exception of s3; did you mean 'ecr'?"),
        ("{preset: org-to-org, exceptions: [§ecr]}", "sqs", "'ecr' is not an exception of sqs (it is one of s3)"),
        (
            "{preset: org-to-org, exceptions: [§x]}",
            "sqs",
            "'x' is not an exception of sqs (none is known for sqs; write",
        ),
        ("{preset: org-to-org, exceptions: [ecr, §ecr]}", "s3", "ecr is named twice; write it once"),
        (
            "{preset: org-to-org, exceptions: [§glue]}",
            "s3",
            "the accounts of AWS that own the resources of glue differ",
        ),
        (
            "{preset: org-to-org, exceptions: [{name: ecr, accounts: §['111122223333']}]}",
            "s3",
            "the resources of ecr are known without accounts; leave accounts out",
        ),
        ("{preset: §org-to-org}", "ebs", "requests to ebs hold neither aws:ResourceAccount nor aws:ResourceOrgID"),
        (
            "{preset: account-only, statements: [{sid: A, principals: ['*'], actions: §[get], resources: ['*']}]}",
            "s3",
            "endpoints.e.policy.statements.0.actions.0",
        ),
        (
            f"[{{{EVERYBODY}, conditions: {{StringEquals: {{'aws:VpceAccount': §'111122223333'}}}}}}]",
            "sts",
            "requests to sts do not hold aws:VpceAccount, so that the condition judges a missing value",
        ),
    ],
)
def test_policy_by_preset_is_refused(policy: str, service: str, expected: str) -> None:
    (found, *others) = faults(_text(policy, service).replace("§[get]", "[§get]"))

    assert (found.startswith(f"§{expected}"), others) == (True, []), found


def test_key_of_the_endpoints_owner_is_taken_where_the_service_knows_it() -> None:
    condition = "conditions: {StringEquals: {'aws:VpceAccount': '111122223333'}}"
    policy = f"[{{principals: ['*'], actions: ['*'], resources: ['*'], {condition}}}]"

    assert faults(_text(policy, "kms")) == []
    assert faults(_text(policy, "sts, assume_supported: true")) == []


def test_exceptions_are_of_one_partition() -> None:
    text = _text("{preset: org-to-org, exceptions: §[ecr]}", more="region: cn-north-1\n")

    assert faults(text) == [
        "§AWS documents these resources for the partition aws alone, not for aws-cn; write statements"
    ]


@pytest.mark.parametrize(
    ("perimeter", "expected"),
    [
        ("{organization: §o-short}", 'data_perimeter.organization: "o-short" is not an organization\'s ID'),
        ("{networks: [§10.0.0.0/8]}", 'data_perimeter.networks.0: "10.0.0.0/8" is private'),
        ("{third_parties: §['111122223333']}", "no policy has the preset third-party-out or third-party-both"),
    ],
)
def test_data_perimeter_is_refused(perimeter: str, expected: str) -> None:
    (found,) = faults(_text("{preset: org-to-org}", more=f"data_perimeter: {perimeter}\n"))

    assert found.startswith(f"§{expected}")


def test_size_counts_the_preset() -> None:
    long = ", ".join(f'"arn:aws:s3:::{"b" * 50}{index}/*"' for index in range(100, 385))
    own = f"statements: [{{principals: ['*'], public: true, actions: ['*'], resources: [{long}]}}]"

    assert faults(_text(f"[{own.partition('[')[2]}")) == []
    assert "AWS takes 20,480" in faults(_text(f"{{preset: org-to-org, {own}}}"))[0]


def test_caller_sets_what_the_spec_leaves_open() -> None:
    files = render(consumer_spec(PERIMETER), source="s.yaml").files
    variables = files["variables.tf"]

    assert 'variable "organization_id"' in variables
    assert "default" not in variables.split('variable "organization_id"')[1].split("nullable")[0]
    assert 'organization_id         = "o-exampleorgid"' in files["examples/complete/main.tf"]


def test_statements_for_resources_use_keys_that_the_service_knows() -> None:
    code = render(consumer_spec(PERIMETER), source="s.yaml").files["data-perimeter.tf"]
    sts = code.split('"sts" = {')[1].split('"lambda" = {')[0]

    assert "aws:VpceOrgID" in code
    assert "aws:VpceOrgID" not in sts
    assert '"sts:*"' in sts


def test_hub_knows_the_values_of_its_presets() -> None:
    endpoint = "{service: s3, type: gateway, policy: {preset: org-to-org}}"
    head = f"version: 1\npattern: hybrid\nname: hub\nendpoints: {{s3: {endpoint}}}\n"

    assert [each for each in faults(head) if "organization" in each] == [
        "s.yaml:1:1: a policy by preset compares with it: add organization to data_perimeter"
    ]
    assert faults(f"{head}data_perimeter: {{organization: o-exampleorgid}}\n") == []


def test_page_lists_every_exception() -> None:
    page = (ROOT / "docs/data-perimeter.md").read_text(encoding="utf-8")
    services = ["cloudformation", "ec2", "ecr.api", "ecr.dkr", "iam", "imagebuilder", "iot.api", "lambda", "s3", "ssm"]

    assert data_perimeter.services_with("ecr") == ["s3"]
    assert [
        name
        for service in services
        for name in data_perimeter.exceptions(service)
        if f"| `{service}` | `{name}` |" not in page
    ] == []


def test_sources_of_the_data_are_dated() -> None:
    text = (ROOT / "generator/privatelink_generator/aws/data_perimeter.json").read_text(encoding="utf-8")

    assert all(each["url"].startswith("https://") and each["date"] for each in json.loads(text)["sources"])
