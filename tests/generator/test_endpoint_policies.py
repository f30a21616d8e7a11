"""The policies of a spec's endpoints: of consumers, hubs and compositions."""

from __future__ import annotations

from typing import Any

import pytest

from privatelink_generator.endpoint_policies import SpecEndpoint, spec_endpoints
from privatelink_generator.load import load, loads
from privatelink_generator.policies.evaluate import Effect, Policies, decide
from privatelink_generator.policies.policy import Policy, PolicyType
from tests.support.paths import CONSUMER_FILES, ROOT
from tests.support.policies import ACCOUNT, ALLOWED, IMPLICIT, NOT_EVALUATED, OTHER, ROLE, asked

HEAD = "version: 1\npattern: consumer\nname: core\n"
INVOKE = """
    policy: [{sid: Invoke, principals: [role/app], actions: ["lambda:InvokeFunction"], functions: [orders]}]
"""
CONSUMER = f"{HEAD}endpoints:\n  lambda:\n    service: lambda{INVOKE}  s3: {{service: s3, type: gateway}}\n"
STACK = f"""
version: 1
pattern: stack
name: two
region: eu-west-1
accounts:
  one: {{role: "arn:aws:iam::{OTHER}:role/terraform", region: eu-central-1}}
  two: {{}}
modules:
  orders:
    account: one
    spec:
      pattern: consumer
      endpoints: {{lambda: {{service: lambda}}}}
  batch:
    account: two
    spec:
      pattern: consumer
      endpoints: {{sqs: {{service: sqs}}, lambda: {{service: lambda}}}}
"""
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:orders"


def endpoints(text: str) -> dict[str, SpecEndpoint]:
    return spec_endpoints(loads(text))


def policy(endpoint: SpecEndpoint, **variables: list[str]) -> Policy:
    return endpoint.policy(endpoint.identity("eu-west-1", ACCOUNT), variables)


def effect(made: Policy, **request: Any) -> Effect:
    return decide(asked(**request), Policies(made)).effect


def test_consumer_has_its_interface_and_gateway_endpoints() -> None:
    found = endpoints(CONSUMER + "  vendor: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc}\n")

    assert [(each.name, each.service, each.may_take_policy, each.region, each.account) for each in found.values()] == [
        ("lambda", "lambda", True, None, None),
        ("s3", "s3", True, None, None),
        ("vendor", "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc", False, None, None),
    ]


@pytest.mark.parametrize(
    ("resource", "expected"),
    [(FUNCTION, ALLOWED), (f"{FUNCTION}:PROD", ALLOWED), (f"{FUNCTION}-2", IMPLICIT)],
)
def test_policy_of_the_spec_is_evaluated_where_the_module_is_applied(resource: str, expected: Effect) -> None:
    made = policy(endpoints(CONSUMER)["lambda"])

    assert made.type is PolicyType.ENDPOINT
    assert effect(made, principal=ROLE, action="lambda:InvokeFunction", resource=resource) is expected


def test_endpoint_without_a_policy_has_the_default_of_aws() -> None:
    made = policy(endpoints(CONSUMER)["s3"])

    assert (made.type, made.version) == (PolicyType.GATEWAY, "2008-10-17")
    assert effect(made) is ALLOWED


def test_composition_tells_regions_and_accounts_of_its_modules() -> None:
    found = endpoints(STACK)

    assert {name: (each.region, each.account) for name, each in found.items()} == {
        "orders.lambda": ("eu-central-1", OTHER),
        "batch.sqs": ("eu-west-1", None),
        "batch.lambda": ("eu-west-1", None),
    }
    identity = found["orders.lambda"].identity("us-east-1", ACCOUNT)
    assert (identity.partition, identity.region, identity.account) == ("aws", "eu-central-1", OTHER)


def test_hub_has_its_shared_endpoints() -> None:
    assert list(spec_endpoints(load(ROOT / "specs/hybrid/shared-endpoints.yaml")))


def test_provider_has_no_endpoints() -> None:
    assert spec_endpoints(load(ROOT / "specs/provider/saas.yaml")) == {}


PRESET = f"{HEAD}endpoints:\n  lambda: {{service: lambda, policy: {{preset: [org-to-org, third-party-out]}}}}\n"


def test_preset_without_its_values_is_not_evaluated() -> None:
    made = policy(endpoints(PRESET)["lambda"])
    own = {"aws:PrincipalOrgID": "o-exampleorgid", "aws:ResourceOrgID": "o-exampleorgid"}

    assert effect(made, context=own, is_complete=False) is NOT_EVALUATED


def test_preset_takes_the_values_of_variables() -> None:
    made = policy(
        endpoints(PRESET)["lambda"], organization_id=["o-exampleorgid"], third_party_account_ids=[OTHER, "999999999999"]
    )
    own = {"aws:PrincipalOrgID": "o-exampleorgid"}

    assert effect(made, context={**own, "aws:ResourceOrgID": "o-exampleorgid"}) is ALLOWED
    assert effect(made, context={**own, "aws:ResourceAccount": "999999999999"}) is ALLOWED
    assert effect(made, context={**own, "aws:ResourceAccount": ACCOUNT}) is IMPLICIT


@pytest.mark.parametrize("path", CONSUMER_FILES, ids=lambda path: path.stem)
def test_every_policy_of_committed_specs_is_evaluated(path: Any) -> None:
    for endpoint in spec_endpoints(load(path)).values():
        assert effect(policy(endpoint), is_complete=True) is not NOT_EVALUATED


@pytest.mark.parametrize(
    ("service", "prefix"),
    [("lambda", "lambda"), ("ecr.dkr", "ecr"), ("kinesis-firehose", "firehose"), ("ec2", "ec2"), ("kms-fips", "kms")],
)
def test_service_tells_what_its_actions_start_with(service: str, prefix: str) -> None:
    found = endpoints(f"{HEAD}region: us-east-1\nendpoints: {{e: {{service: {service}}}}}\n")

    assert found["e"].action_prefix == prefix
