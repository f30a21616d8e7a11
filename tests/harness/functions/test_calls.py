"""What a policy lets a role call, and the requests of the function that calls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from privatelink_generator.patterns.policy import Statement
from privatelink_harness.functions.caller.main import signed
from privatelink_harness.functions.calls import Allowance, allowance

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "token/with+signs=",
    "AWS_REGION": "eu-central-1",
}


def statement(**members: Any) -> Statement:
    """Return a statement that lets role/app invoke `orders`."""
    return Statement.model_validate(
        {"principals": ["role/app"], "actions": ["lambda:InvokeFunction"], "functions": ["orders"], **members}
    )


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([statement()], Allowance("app", ("orders",))),
        ([statement(actions=["lambda:*"])], Allowance("app", ("orders",))),
        ([statement(principals=["role/path/app"])], Allowance("app", ("orders",))),
        ([statement(functions=["orders", "invoices", "orders"])], Allowance("app", ("orders", "invoices"))),
        ([statement(), statement(actions=["lambda:GetFunction"])], Allowance("app", ("orders",))),
        ([statement(principals=["*"], public=True)], Allowance("privatelink-probe", ("orders",))),
        ([statement(), statement(principals=["role/b"], functions=["b"])], Allowance("app", ("orders",))),
    ],
)
def test_allowance_follows_from_statements(statements: list[Statement], expected: Allowance) -> None:
    assert allowance(statements) == expected


@pytest.mark.parametrize(
    "statements",
    [
        [],
        [statement(effect="Deny")],
        [statement(), statement(effect="Deny", functions=["b"])],
        [statement(conditions={"StringEquals": {"aws:PrincipalOrgID": "o-1"}})],
        [statement(principals=["111122223333"])],
        [statement(functions=None, resources=["*"])],
        [statement(functions=["arn:aws:lambda:us-east-1:111122223333:function:orders"])],
        [statement(actions=["lambda:GetFunction"])],
    ],
)
def test_statement_that_needs_more_thought_has_no_allowance(statements: list[Statement]) -> None:
    assert allowance(statements) is None


def test_request_is_signed_as_by_botocore(monkeypatch: pytest.MonkeyPatch) -> None:
    host, path, body = "lambda.eu-central-1.amazonaws.com", "/2015-03-31/functions/orders/invocations", b"{}"
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: moment.replace(tzinfo=None))
    request = AWSRequest("POST", f"https://{host}{path}", data=body)
    credentials = Credentials(*(ENVIRONMENT[name] for name in list(ENVIRONMENT)[:3]))
    SigV4Auth(credentials, "lambda", "eu-central-1").add_auth(request)
    assert signed(host, path, body, moment, ENVIRONMENT)["Authorization"] == request.headers["Authorization"]
