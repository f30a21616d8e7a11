"""A report with a check of every verdict."""

from __future__ import annotations

from dataclasses import replace

from privatelink_harness.checks.check import Account, Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.reports.model import Report, Step

LONG = ", ".join(f"subnet-{number:017x}" for number in range(4))
"""A value that is wider than a table's cell."""

CHECKS = (
    Check("lambda", Property.EXISTS, Verdict.PASSED, Proof.EMULATED, "yes", "yes", "yes", "yes"),
    Check("lambda", Property.SUBNETS, Verdict.FAILED, Proof.EMULATED, LONG, None, LONG, LONG.replace("3", "4")),
    Check("lambda", Property.ZONAL_NAMES, Verdict.UNPROVABLE, Proof.STRUCTURAL, "a", None, None, "none", "no names"),
    Check("s3", Property.ZONAL_NAMES, Verdict.UNPROVABLE, Proof.STRUCTURAL, "b", None, None, "none", "no names"),
    Check("stack", Property.POLICY, Verdict.FAILED, Proof.LIVE, '[{"<&>": 1}]', None, None, "[]"),
)
PROVIDER, CONSUMER = Account("provider", "111122223333", "us-east-1"), Account("consumer")
"""Two accounts of a stack; of the second one the state tells nothing."""

REPORT = Report(
    name="core",
    target="LocalStack 4.14.0 at http://127.0.0.1:4566",
    terraform="terraform 1.11.4",
    aws_provider="hashicorp/aws 5.100.0 from mirror",
    checks=CHECKS,
    steps=(Step("plan", 1.25), Step("apply", 10.5)),
    warnings=("old",),
)
SEVERAL_ACCOUNTS = replace(
    REPORT,
    checks=tuple(
        replace(check, account=account)
        for check, account in zip(CHECKS, (PROVIDER, CONSUMER, PROVIDER, CONSUMER, None), strict=True)
    ),
)
"""The same report of a stack in two accounts."""
