"""A command imports no more than it needs."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

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


def installed(*requirements: str) -> set[str]:
    """Return the names of distributions and of all that they require."""
    found: set[str] = set()
    waiting = [Requirement(requirement) for requirement in requirements]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found and not requirement.extras:
            continue
        found.add(name)
        environments = [{"extra": extra} for extra in requirement.extras or {""}]
        with suppress(metadata.PackageNotFoundError):
            required = map(Requirement, metadata.requires(name) or ())
            waiting += [
                each
                for each in required
                if each.marker is None or any(each.marker.evaluate(environment) for environment in environments)
            ]
    return found


distributions = cache(metadata.packages_distributions)
"""Reads the list of files of every distribution, which takes longer than a command."""

BLOCKED = """\
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
blocked = set(sys.argv[1].split(","))
sys.meta_path.insert(0, Blocked())
from privatelink_cli.app import run
sys.exit(run(sys.argv[2:]))
"""


@pytest.mark.process
@pytest.mark.parametrize(
    ("arguments", "extras"),
    [
        (["services", "lambda"], ""),
        (["templates"], ""),
        (["schema"], ""),
        (["validate", "specs/consumer/lambda-from-private-subnets.yaml"], ""),
        (["generate", "specs/consumer/lambda-from-private-subnets.yaml", "--check"], ""),
        (
            [
                *("explain-policy", "specs/consumer/lambda-from-private-subnets.yaml"),
                *("--principal", "arn:aws:iam::111122223333:role/app", "--action", "lambda:InvokeFunction"),
                *("--resource", "arn:aws:lambda:eu-west-1:111122223333:function:orders"),
            ],
            "",
        ),
        (["aws-provider", "status"], "[provider]"),
        (["aws-provider", "remove"], "[provider]"),
        (["localstack", "status"], "[localstack]"),
        (["localstack", "down"], "[localstack]"),
        (["doctor", "--client"], "[harness]"),
    ],
)
def test_command_runs_with_its_extras_alone(arguments: list[str], extras: str, tmp_path: Path) -> None:
    allowed = installed(f"tf-privatelink{extras}")
    modules = distributions().items()
    blocked = [module for module, names in modules if not allowed & {canonicalize_name(name) for name in names}]
    assert "mypy" in blocked
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "LOCALSTACK_", "PRIVATELINK_"))
    }

    finished = subprocess.run(
        [sys.executable, "-c", BLOCKED, ",".join(blocked), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=environment | {"XDG_STATE_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
    )

    assert (finished.returncode in {0, 2}, finished.stderr) == (True, "")
