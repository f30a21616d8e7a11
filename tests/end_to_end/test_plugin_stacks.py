"""The pytest plugin in a project of its own: scopes, variables, checks that fail, a destroy that fails."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from privatelink_harness.targets.localstack.session import LocalStackSession
from tests.support.commands import RunCommand

pytest_plugins = ["pytester"]

TESTS = """
import pytest

ACCOUNT = {account!r}

@pytest.fixture(scope="module")
def stack(privatelink):
    return privatelink.apply("gateway", account=ACCOUNT, variables={{"tags": {{"team": "network"}}}})

@pytest.fixture(scope="session")
def lasting(privatelink_session):
    return privatelink_session.apply("gateway", account=ACCOUNT)

def test_variables_reach_the_module(stack):
    assert stack.outputs["tags"] == {{"team": "network"}}

def test_stack_matches_its_spec(stack):
    stack.verify("gateway/privatelink.yaml")

def test_second_plan_is_empty(stack):
    assert stack.plan_again().verdict == "passed"

def test_both_are_applied(stack, lasting):
    vpcs = stack.client("ec2").describe_vpcs(Filters=[{{"Name": "is-default", "Values": ["false"]}}])["Vpcs"]
    assert {{each["VpcId"] for each in vpcs}} == {{stack.outputs["vpc_id"], lasting.outputs["vpc_id"]}}

def test_other_spec_fails(lasting):
    lasting.verify("other.yaml")

def test_destroy_fails(lasting):
    main = lasting.stack.root / "main.tf"
    protected = "  lifecycle {{\\n    prevent_destroy = true\\n  }}\\n  cidr_block"
    main.write_text(main.read_text().replace("  cidr_block", protected))
"""

OTHER = """
version: 1
pattern: consumer
name: other
endpoints:
  s3:
    service: s3
    type: gateway
    policy:
      - {principals: ["*"], actions: ["s3:GetObject"], resources: ["*"], public: true}
"""


def test_plugin_applies_and_destroys_by_scope(
    project: pytest.Pytester,
    account: LocalStackSession,
    vpcs: Callable[[], list[str]],
    stacks: Path,
    command: RunCommand,
) -> None:
    project.makefile(".toml", pyproject='[tool.pytest.ini_options]\nfilterwarnings = ["error"]\n')
    (project.path / "other.yaml").write_text(OTHER)
    project.makepyfile(TESTS.format(account=account.account))

    result = project.runpytest_subprocess("-rA")

    result.assert_outcomes(passed=5, failed=1, errors=1)
    output = result.stdout.str()
    assert re.search(
        r"""^s3: policy: failed
  expected \(spec\): \[\{"Action": \["s3:getobject"\].*
  found \(.*API\): \[\{"Action": \["\*"\].*
  where: .*other\.yaml:9:5
  usual cause: the spec was changed after .*""",
        output,
        re.MULTILINE,
    )
    assert (
        "privatelink_harness/pytest_plugin" not in output.partition("test_other_spec_fails ___")[2].partition("___")[0]
    )
    assert "Instance cannot be destroyed" in output
    assert vpcs() == ["10.50.0.0/16"], "only the session's stack is left, with its state"

    [directory] = stacks.iterdir()
    assert f"The state is kept. Destroy with: privatelink destroy {directory}" in output
    main = directory / "module" / "main.tf"
    main.write_text(main.read_text().replace("prevent_destroy = true", ""))
    assert command("destroy", directory).returncode == 0
    assert (vpcs(), list(stacks.iterdir())) == ([], [])
