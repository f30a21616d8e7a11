"""A command imports no more than it needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.paths import ROOT


@pytest.mark.process
@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (
            ["--help"],
            {"boto3", "botocore", "hcl2", "jinja2", "lark", "localstack", "pydantic", "rich", "ruamel"}
            | {"privatelink_harness", "privatelink_localstack"},
        ),
        (
            ["validate", "specs/consumer/lambda-from-private-subnets.yaml"],
            {"boto3", "botocore", "hcl2", "jinja2", "lark", "localstack", "rich"}
            | {"privatelink_harness", "privatelink_localstack"},
        ),
        (
            ["generate", "specs/consumer/lambda-from-private-subnets.yaml", "--check"],
            {"boto3", "botocore", "localstack", "rich", "privatelink_harness", "privatelink_localstack"},
        ),
    ],
)
def test_command_imports_only_what_it_needs(arguments: list[str], never: set[str]) -> None:
    code = (
        "import sys\n"
        "from privatelink_cli.app import run\n"
        "run(sys.argv[1:])\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )

    finished = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert never & set(finished.stderr.split()) == set()
