"""Secrets in every place that a sandbox run of a root module of one's own takes one from: what it writes has none.

The stack is kept, so that its files can be read, and then destroyed. Terraform logs all that it does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_cli.app import run
from privatelink_harness.aws_provider.trimmed import store
from tests.support import sandbox as support
from tests.support.sandbox import Sandbox

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

pytest_plugins = ["pytester"]

REGION = "eu-west-1"

KEPT = {
    "canary-of-a-block's-key": {"main.tf"},
    "canary-of-a-block's-token": {"main.tf"},
    # AWS's own log of an assumed role has it: AWS takes an external ID for no secret.
    "canary-of-a-block's-external-id": {"main.tf", "terraform.log"},
    "canary-of-a-block's-proxy": {"main.tf"},
    "canary-of-tfvars": {"terraform.tfvars", "terraform.tfstate"},
    "canary-of-TF_VAR": {"terraform.tfstate"},
    "canary-of-a-test's-variable": {"variables.tfvars.json", "terraform.tfstate"},
    # No variable of this value is sensitive, and Terraform's log repeats the AWS provider's error.
    "canary-of-a-signed-url": {"variables.tfvars.json", "terraform.tfstate", "terraform.log"},
}
"""Where the stack's directory may have a secret: the copy of the root module, its variables, its state."""

NOWHERE = {
    "environment": "canary-of-the-environment",
    "session": "canary-of-the-environment's-session",
    "credentials": "canary-of-the-credentials-file",
    "process": "canary-of-a-credential-process",
    "proxy": "canary-of-a-proxy",
    "external ID": "canary-of-an-external-id",
    "web identity": support.TOKEN,
}

CANARIES = (*KEPT, *NOWHERE.values())

URL = "https://bucket.s3.amazonaws.com/zone?X-Amz-Credential=AKIA&X-Amz-Signature=canary-of-a-signed-url"

SETTINGS = """\
[sandbox]
allowed_accounts = {allowed}
region = "{region}"

[sandbox.accounts.consumer]

[sandbox.accounts.provider]
profile = "filed"
role_arn = "{provider}"
external_id = "canary-of-an-external-id"

[sandbox.accounts.spoke]
role_arn = "{spoke}"
web_identity_token_file = "{token}"

[sandbox.accounts.processed]
profile = "processed"
"""

BLOCKS = """\
terraform {{
  required_providers {{
    aws = {{ source = "hashicorp/aws" }}
  }}
}}

provider "aws" {{
  region      = "{region}"
  https_proxy = "http://user:canary-of-a-block's-proxy@127.0.0.1:9"
  access_key  = "{processed}"
  secret_key  = "canary-of-a-block's-key"
  token       = "canary-of-a-block's-token"
  assume_role {{
    role_arn    = "{provider}"
    external_id = "canary-of-a-block's-external-id"
  }}
}}

"""

RESOURCES = """\
variable "filed" {
  type      = string
  sensitive = true
}

variable "exported" {
  type      = string
  sensitive = true
}

variable "given" {
  type      = string
  sensitive = true
}

variable "signed" {
  type    = string
  default = ""
}

variable "cidr" {
  type    = string
  default = "10.0.0.0/24"
}

resource "terraform_data" "kept" {
  input = [var.filed, var.exported, var.given, var.signed]
}

# All arguments of all processes of this moment.
resource "terraform_data" "arguments" {
  provisioner "local-exec" {
    command = "for each in /proc/[0-9]*/cmdline; do tr '\\\\0' ' ' < $each; done > ${path.module}/arguments 2>/dev/null"
  }
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
}
"""

TESTS = """
import os
import pytest

URL = os.environ["SIGNED"]

@pytest.fixture(scope="module")
def stack(privatelink):
    given = "canary-of-a-test's-variable"
    return privatelink.apply("root", variables={"given": given, "signed": URL})

def test_stack_is_applied(stack):
    assert stack.outputs == {}

def test_value_that_the_provider_repeats(stack):
    stack.apply_again(cidr=URL)
"""


@pytest.fixture
def sandbox(
    localstack: Instance, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> Iterator[Sandbox]:
    home = pytester.path
    monkeypatch.setenv(store.VARIABLE, environment[store.VARIABLE])
    with (
        support.sandbox(localstack.endpoint, home) as made,
        support.installed(home, monkeypatch, official=False),
    ):
        plant(made, monkeypatch)
        yield made


def plant(sandbox: Sandbox, patch: pytest.MonkeyPatch) -> None:
    """Write files and variables with a secret in each of them."""
    home, accounts = sandbox.directory, sandbox.accounts
    keys = f"aws_access_key_id = {accounts['consumer']}\naws_secret_access_key = {NOWHERE['credentials']}\n"
    (home / "credentials").write_text(f"[filed]\n{keys}")
    process = {"Version": 1, "AccessKeyId": sandbox.other, "SecretAccessKey": NOWHERE["process"]}
    (home / "process").write_text(json.dumps(process))
    (home / "config").write_text(f"[profile processed]\ncredential_process = cat {home / 'process'}\n")
    for name, value in {
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"),
        "AWS_ACCESS_KEY_ID": accounts["consumer"],
        "AWS_SECRET_ACCESS_KEY": NOWHERE["environment"],
        "AWS_SESSION_TOKEN": NOWHERE["session"],
        "HTTPS_PROXY": f"http://user:{NOWHERE['proxy']}@127.0.0.1:9",
        "SIGNED": URL,
        "TF_VAR_exported": "canary-of-TF_VAR",
        "TF_LOG": "TRACE",
        "XDG_STATE_HOME": str(home / "state"),
    }.items():
        patch.setenv(name, value)
    roles = {alias: sandbox.role(alias) for alias in ("provider", "spoke")}
    allowed = json.dumps([*accounts.values(), sandbox.other])
    (home / "privatelink.toml").write_text(
        SETTINGS.format(allowed=allowed, region=REGION, token=home / "token", **roles)
    )
    root = home / "root"
    root.mkdir()
    blocks = BLOCKS.format(region=REGION, processed=sandbox.other, provider=roles["provider"])
    (root / "main.tf").write_text(blocks + RESOURCES)
    (root / "terraform.tfvars").write_text('filed = "canary-of-tfvars"\n')


def test_nothing_that_a_run_writes_has_a_secret_of_any_place(
    sandbox: Sandbox, pytester: pytest.Pytester, capfd: pytest.CaptureFixture[str]
) -> None:
    home = sandbox.directory
    own = {path for path in home.rglob("*") if path.is_file()}
    test = pytester.makepyfile(TESTS)
    reports = [f"--privatelink-report=report.{form}" for form in ("html", "md", "json", "xml")]
    result = pytester.runpytest_inprocess(
        test, "--privatelink-target=sandbox", "--privatelink-keep", "--junitxml=junit.xml", *reports
    )
    result.assert_outcomes(passed=1, failed=1)
    [stack] = (home / "state" / "tf-privatelink" / "stacks").iterdir()
    written = read(home) | read(home / "root")
    assert run(["destroy", str(stack)]) == 0
    written |= read(home / "state")
    written[home / "printed"] = "".join(capfd.readouterr()).encode()

    texts = {
        path: support.unpacked(text)
        for path, text in written.items()
        if path not in own and path.name.partition(".")[0] != test.stem
    }
    names = {path.name for path in texts}
    assert names >= {"terraform.log", "arguments", "junit.xml", "report.html", "report.xml", "stack.json", "aws-config"}
    found = {canary: {path.name for path, text in texts.items() if canary.encode() in text} for canary in CANARIES}
    expected: dict[str, set[str]] = {canary: KEPT.get(canary, set()) for canary in CANARIES}
    assert found == expected


def read(directory: Path) -> dict[Path, bytes]:
    """Return what all files below a directory have, but for the AWS provider itself."""
    files = (path for path in directory.rglob("*") if path.is_file() and "providers" not in path.parts)
    return {path: path.read_bytes() for path in files}
