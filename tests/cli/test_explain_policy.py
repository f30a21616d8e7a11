"""`privatelink explain-policy`: whether an endpoint lets a request through, and which statement says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from privatelink_cli.answer_schema import answer_schema
from tests.support.paths import ROOT
from tests.support.policies import ACCOUNT, OTHER, ROLE, SESSION

VALIDATOR = Draft202012Validator(answer_schema())

Command = Callable[..., Any]
SpecFile = Callable[..., Path]

SPEC = """
version: 1
pattern: consumer
name: core
region: eu-west-1
endpoints:
  lambda:
    service: lambda
    policy:
      - {sid: Invoke, principals: [role/app], actions: ["lambda:InvokeFunction"], functions: [orders]}
      - {effect: Deny, principals: ["*"], actions: ["lambda:Delete*"], resources: ["*"]}
      - sid: FromVpc
        principals: ["*"]
        actions: ["lambda:GetFunction"]
        resources: ["*"]
        conditions: {StringEquals: {"aws:SourceVpc": vpc-1}}
  s3: {service: s3, type: gateway}
  s3-interface: {service: s3, private_dns: false}
  sqs: {service: sqs, policy: {preset: org-to-org}}
  vendor: {service_name: com.amazonaws.vpce.eu-west-1.vpce-svc-0e123abc123198abc}
"""
FUNCTION = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:orders"
NOT_CONSIDERED = (
    "Not considered: the principal's own policies, the resource's own policy, policies of an organization, "
    "permissions boundaries, session policies."
)
QUEUE = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:queue"


@pytest.fixture
def explain(command: Command, spec_file: SpecFile) -> Command:
    """The way to run the command on the spec; what is left out has a value that is allowed."""
    path = spec_file(SPEC)

    def call(*arguments: str | Path, **options: str) -> Any:
        whole = {"principal": ROLE, "action": "lambda:InvokeFunction", "resource": FUNCTION, **options}
        given = [word for name, value in whole.items() if value for word in (f"--{name}", value)]
        return command("explain-policy", path, *given, *arguments)

    return call


def data(answer: Any) -> dict[str, Any]:
    """Return the data of an answer that meets the schema."""
    envelope = json.loads(answer.out)
    assert [error.message for error in VALIDATOR.iter_errors(envelope)] == []
    found: dict[str, Any] = envelope["data"]
    return found


def test_allowed_request_names_the_statement(explain: Command) -> None:
    answer = explain()

    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "allowed: statement 1 (Invoke) of lambda allows the request",
        "",
        f"principal  {ROLE}",
        "action     lambda:InvokeFunction",
        f"resource   {FUNCTION}",
        f"through    lambda: interface endpoint of lambda in {ACCOUNT}, eu-west-1",
        "policy     the spec's policy",
        "",
        "lambda (policy of an interface endpoint):",
        "  1  Invoke   Allow  applies",
        "  2  -        Deny   does not apply  Action: lambda:InvokeFunction is not lambda:Delete*",
        "  3  FromVpc  Allow  does not apply  Action: lambda:InvokeFunction is not lambda:GetFunction",
        "",
        NOT_CONSIDERED,
    ]


def test_denied_request_has_the_message_of_aws(explain: Command) -> None:
    other = f"arn:aws:iam::{ACCOUNT}:role/other"

    answer = explain(principal=other)

    assert answer.code == 2
    lines = answer.out.splitlines()
    assert lines[0] == "implicitly denied: no statement of lambda allows the request"
    assert f"  1  Invoke   Allow  does not apply  Principal: {other} is not {ROLE}" in lines
    assert lines[-2] == (
        f"AWS answers: User: {other} is not authorized to perform: lambda:InvokeFunction on resource: {FUNCTION} "
        "because no VPC endpoint policy allows the lambda:InvokeFunction action"
    )


@pytest.mark.parametrize(
    ("options", "decision", "deciding", "code"),
    [
        ({}, "allowed", [1], 0),
        ({"principal": SESSION, "resource": f"{FUNCTION}:PROD"}, "allowed", [1], 0),
        ({"action": "LAMBDA:invokefunction"}, "allowed", [1], 0),
        ({"action": "lambda:DeleteFunction"}, "explicitly denied", [2], 2),
        ({"action": "lambda:ListFunctions", "resource": "*"}, "implicitly denied", [], 2),
        ({"action": "lambda:GetFunction"}, "not evaluated", [], 2),
        ({"action": "lambda:GetFunction", "context": "aws:SourceVpc=vpc-1"}, "allowed", [3], 0),
        ({"action": "lambda:GetFunction", "context": "aws:sourcevpc=vpc-2"}, "implicitly denied", [], 2),
        ({"action": "lambda:GetFunction", "without": "aws:SourceVpc"}, "implicitly denied", [], 2),
        ({"principal": "role/app", "account": ACCOUNT}, "allowed", [1], 0),
        ({"principal": "role/app", "account": OTHER, "resource": FUNCTION}, "implicitly denied", [], 2),
        ({"principal": "*", "account": ACCOUNT}, "implicitly denied", [], 2),
        ({"through": "s3", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"}, "allowed", [1], 0),
    ],
)
def test_decision(explain: Command, options: dict[str, str], decision: str, deciding: list[int], code: int) -> None:
    answer = explain("--format", "json", **options)
    found = data(answer)

    assert (answer.code, found["decision"]) == (code, decision)
    assert [each["number"] for each in found["decided_by"]] == deciding
    assert (found["message"] is None) == (decision in {"allowed", "not evaluated"})


def test_data_has_the_request_and_each_statement(explain: Command) -> None:
    found = data(explain("--format", "json", action="lambda:GetFunction"))

    assert found["request"]["principal"] == ROLE
    assert found["request"]["context"]["aws:principalaccount"] == [ACCOUNT]
    assert found["request"]["context"]["aws:requestedregion"] == ["eu-west-1"]
    assert found["request"]["context"]["aws:sourceip"] == []
    assert found["endpoint"] == {
        "name": "lambda",
        "type": "interface",
        "service": "lambda",
        "account": ACCOUNT,
        "region": "eu-west-1",
        "policy": "spec",
    }
    assert found["policies"][0]["statements"][2] == {
        "number": 3,
        "sid": "FromVpc",
        "effect": "Allow",
        "applies": None,
        "element": "StringEquals aws:SourceVpc",
        "reason": "the value of aws:SourceVpc is not known",
        "missing": ["aws:SourceVpc"],
    }


def test_not_evaluated_says_what_to_add(explain: Command) -> None:
    vpc = explain(action="lambda:GetFunction").out.splitlines()
    organization = explain(
        "--context",
        "aws:PrincipalOrgID=o-1",
        "--context",
        "aws:ResourceOrgID=o-1",
        action="sqs:SendMessage",
        resource=QUEUE,
    ).out.splitlines()

    assert vpc[-2] == "Add what AWS would know: --context aws:SourceVpc=VALUE, or --without aws:SourceVpc"
    assert organization[-2] == "Add what the module's caller sets: --variable organization_id=VALUE"


def test_variable_of_the_module_decides(explain: Command) -> None:
    context = ("--context", "aws:PrincipalOrgID=o-1", "--context", "aws:ResourceOrgID=o-1")

    codes = [
        explain(*context, action="sqs:SendMessage", resource=QUEUE, variable=f"organization_id={value}").code
        for value in ("o-1", "o-2")
    ]

    assert codes == [0, 2]


@pytest.mark.parametrize(
    ("through", "policy"),
    [
        ("s3", "AWS's default policy: the spec has none"),
        ("vendor", "AWS takes no policy for this service's endpoints: everything passes"),
    ],
)
def test_endpoint_without_a_policy_allows(explain: Command, through: str, policy: str) -> None:
    answer = explain(through=through, action="s3:GetObject", resource="arn:aws:s3:::b/k")

    assert (answer.code, f"policy     {policy}" in answer.out) == (0, True)


def test_policies_of_principal_and_resource_are_considered(explain: Command, tmp_path: Path) -> None:
    own, bucket = tmp_path / "own.json", tmp_path / "bucket.json"
    own.write_text('{"Statement": {"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}}')
    bucket.write_text('{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}')

    allowed = data(explain("--identity-policy", own, "--format", "json"))
    denied = data(explain("--identity-policy", own, "--resource-policy", bucket, "--format", "json"))

    assert [each["policy"] for each in allowed["decided_by"]] == ["lambda", str(own)]
    assert [each["policy"] for each in denied["decided_by"]] == [str(bucket)]
    assert "the principal's own policies" not in allowed["not_considered"]
    assert denied["message"].endswith("with an explicit deny in a resource-based policy")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"principal": "app"}, "--principal: 'app' is not a principal; write the ARN of a role, user,"),
        ({"principal": "role/app"}, "--account: write the 12 digits of the account that the module is applied in"),
        ({"principal": "s3.amazonaws.com"}, "--account: write the 12 digits of the account"),
        ({"principal": "role/app", "account": "1"}, "'1' is not an account ID; write 12 digits"),
        ({"action": "lambda"}, "'lambda' is not an action; write one, such as lambda:InvokeFunction"),
        ({"action": "lambda:*"}, "'lambda:*' is not an action; write one, such as lambda:InvokeFunction"),
        (
            {"action": "lambda:invoke"},
            "'lambda:invoke' is an operation of the API; the action that it needs is lambda:",
        ),
        ({"resource": "orders"}, "'orders' is not an ARN; write the resource's, or '*' for an action that has none"),
        (
            {"resource": "arn:aws:s3:::b/\x1b[2J"},
            "is not an ARN; write the resource's, or '*' for an action that has none",
        ),
        ({"resource": f"{FUNCTION}:*"}, "holds a wildcard; write the ARN of one resource, as a request names it"),
        ({"through": "lamda"}, "'lamda' is no interface or gateway endpoint of the spec; did you mean 'lambda'?"),
        ({"action": "s3:GetObject"}, "several endpoints are for s3; name one with --through: s3, s3-interface"),
        ({"action": "kms:Decrypt"}, "no endpoint of the spec is known to be for kms; name one with --through: lambda,"),
        ({"context": "aws:SourceVpc"}, "'aws:SourceVpc' is not KEY=VALUE, such as aws:SourceVpce=vpce-0a1b"),
        ({"context": "SourceVpc=x"}, "'SourceVpc' is not a condition key; write one such as aws:PrincipalOrgID"),
        ({"without": "vpc"}, "'vpc' is not a condition key; write one such as aws:PrincipalOrgID"),
        ({"context": "aws:a=x", "without": "AWS:A"}, "aws:a has a value in --context; leave one of them out"),
        (
            {"variable": "organisation_id=o-1"},
            "'organisation_id' is no variable that policies compare with; did you mean",
        ),
        ({"region": "eu-central-1"}, "--region: the spec is for eu-west-1; leave the option out"),
    ],
    ids=str,
)
def test_bad_input_is_named_with_the_way_out(explain: Command, options: dict[str, str], message: str) -> None:
    answer = explain(**options)

    assert (answer.code, answer.out) == (1, "")
    assert message in answer.err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "can't be read: No such file or directory"),
        (b"\xff", "is not UTF-8 text; save the file as UTF-8"),
        (b"{", ":1:2: is not JSON: "),
        (b'{"Statement": [{"Effect": "Alow"}]}', 'Statement[0].Effect: "Alow" is no effect; write Allow or Deny'),
    ],
)
def test_bad_policy_file_is_named_with_its_place(
    explain: Command, tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "policy.json"
    if content is not None:
        path.write_bytes(content)

    answer = explain("--resource-policy", path)

    assert answer.code == 1
    assert answer.err.startswith(f"error: Invalid value for --resource-policy: {path}:")
    assert message in answer.err


def test_organization_has_one_value(explain: Command) -> None:
    answer = explain("--variable", "organization_id=o-1", "--variable", "organization_id=o-2")

    assert (answer.code, "organization_id has one value; write it once" in answer.err) == (1, True)


def test_spec_without_endpoints_is_refused(command: Command) -> None:
    spec = ROOT / "specs/provider/saas.yaml"

    answer = command(
        "explain-policy", spec, "--principal", ROLE, "--action", "s3:GetObject", "--resource", "arn:aws:s3:::b"
    )

    assert answer.code == 1
    assert "the spec's pattern is provider: it has no interface or gateway endpoint" in answer.err


def test_slips_are_warned_of(explain: Command) -> None:
    answer = explain(through="sqs", action="lambda:InvokeFunction", context="aws:PrincipalOrgld=o-1")

    assert answer.err.splitlines() == [
        "warning: sqs is an endpoint of sqs: requests of lambda do not come through it",
        "warning: no policy asks for aws:PrincipalOrgld; did you mean 'aws:PrincipalOrgID'?",
    ]


def test_region_that_nothing_tells_is_warned_of(command: Command, spec_file: SpecFile) -> None:
    path = spec_file(SPEC.replace("region: eu-west-1\n", "").replace("eu-west-1.vpce-svc", "us-east-1.vpce-svc"))
    request = ("--principal", ROLE, "--action", "lambda:ListFunctions", "--resource", "*")

    assumed = command("explain-policy", path, *request)
    told = command("explain-policy", path, *request, "--region", "us-east-1")

    assert assumed.err == "warning: the module is taken to be applied in us-east-1; name another Region with --region\n"
    assert told.err == ""


def test_composition_has_the_accounts_of_its_roles(command: Command, spec_file: SpecFile) -> None:
    modules = "".join(
        f"    {line}\n" for line in SPEC.strip().splitlines() if not line.startswith(("version", "name", "region"))
    )
    path = spec_file(
        "version: 1\npattern: stack\nname: two\nregion: eu-west-1\n"
        f'accounts: {{one: {{role: "arn:aws:iam::{OTHER}:role/terraform"}}}}\n'
        f"modules:\n  core:\n   account: one\n   spec:\n{modules}",
        "stack.yaml",
    )
    asked = ("--action", "lambda:InvokeFunction", "--resource", FUNCTION.replace(ACCOUNT, OTHER))

    short = command("explain-policy", path, *asked, "--principal", "role/app")
    other = command("explain-policy", path, *asked, "--principal", ROLE, "--account", ACCOUNT)

    assert (short.code, f"core.lambda: interface endpoint of lambda in {OTHER}" in short.out) == (0, True)
    assert f"--account: the spec says {OTHER} by a role's ARN; leave the option out" in other.err
