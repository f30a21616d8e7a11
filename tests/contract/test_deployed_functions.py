"""Functions that tests add to an account, and call."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from privatelink_harness.functions.deployment import Deployment, deployed
from privatelink_harness.functions.function import Function
from privatelink_harness.targets.localstack.session import LocalStackSession

CODE = "def handler(event, context):\n    print('got', event)\n    return 1 // event\n"


def test_function_lasts_as_long_as_its_context(account: LocalStackSession) -> None:
    client = account.client("lambda", account.account, "us-east-1")
    wanted = Deployment("divide", CODE, f"arn:aws:iam::{account.account}:role/app")
    with deployed(client, wanted) as function:
        done, failed = function.invoke(1), function.invoke(0)
        assert Function("divide", client).invoke(1).value == 1
    assert (done.value, done.is_error, done.version) == (1, False, "$LATEST")
    assert "got 1\n" in done.log
    assert (failed.value["errorType"], failed.is_error) == ("ZeroDivisionError", True)
    with pytest.raises(ClientError, match=r"ResourceNotFoundException"):
        function.invoke(1)
