"""Root modules in a sandbox: what each provider block is held to, and which blocks and backends are refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_generator.load import loads
from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.sandbox import state_backend
from privatelink_harness.targets.sandbox.session import CONFIG, SandboxSession
from privatelink_harness.targets.sandbox.target import SandboxTarget
from privatelink_harness.terraform.provider_blocks import OVERRIDE
from tests.support import sandbox as support
from tests.support.sandbox import Sandbox

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

CONSUMER = "version: 1\npattern: consumer\nname: s3\nendpoints:\n  s3: {service: s3, type: gateway}\n"
BLOCKS = """\
provider "aws" {
  alias = "consumer"
  forbidden_account_ids = ["111122223333"]
}
provider "aws" {
  alias                       = "provider"
  allowed_account_ids         = ["111122223333"]
  skip_requesting_account_id  = true
  skip_credentials_validation = true
}
provider "aws" {
  alias = "west"
}
"""


@pytest.fixture(scope="module")
def sandbox(localstack: Instance, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with support.sandbox(localstack.endpoint, tmp_path_factory.mktemp("sandbox")) as made:
        yield made


@pytest.fixture(scope="module")
def session(sandbox: Sandbox) -> SandboxSession:
    return sandbox.open()


@pytest.fixture
def confine(session: SandboxSession, tmp_path: Path) -> Callable[..., SandboxSession]:
    """The way to confine a user's root module of this text."""

    def confined(text: str, *, generated: bool = False) -> SandboxSession:
        for directory in ("origin", "stack"):
            (tmp_path / directory).mkdir()
            (tmp_path / directory / "main.tf").write_text(text)
        (tmp_path / "stack" / ".terraform.lock.hcl").write_text('provider "registry.terraform.io/hashicorp/aws" {}\n')
        stack = tmp_path / "stack"
        return session.confined(stack, stack, None if generated else tmp_path / "origin")

    return confined


@pytest.fixture
def refusal(confine: Callable[..., SandboxSession], tmp_path: Path, sandbox: Sandbox) -> Callable[[str], str]:
    """The way to the message about a refused root module."""

    def message(text: str) -> str:
        with pytest.raises(HarnessError) as caught:
            confine(text)
        found = caught.value.message.replace(f"{tmp_path}/", "").replace(sandbox.other, "OTHER")
        return found.replace("account of origin", "origin")

    return message


@pytest.mark.parametrize("generated", [True, False])
def test_every_block_is_held_to_its_account(
    confine: Callable[..., SandboxSession], sandbox: Sandbox, tmp_path: Path, *, generated: bool
) -> None:
    confine(BLOCKS, generated=generated)
    consumer, provider, _ = (json.dumps([number]) for number in sandbox.accounts.values())
    assert (tmp_path / "stack" / OVERRIDE).read_text().partition("\n")[2] == (
        f"""\
provider "aws" {{
  alias = "consumer"
  profile = "privatelink-consumer"
  allowed_account_ids = {consumer}
  forbidden_account_ids = null
}}

provider "aws" {{
  alias = "provider"
  profile = "privatelink-provider"
  allowed_account_ids = {provider}
  skip_credentials_validation = false
  skip_requesting_account_id = false
}}

provider "aws" {{
  alias = "west"
  allowed_account_ids = {consumer}
}}
"""
    )
    default = (tmp_path / "stack" / "privatelink_provider.tf").read_text()
    assert default == f'provider "aws" {{\n  allowed_account_ids = {consumer}\n}}\n'


def test_every_alias_has_a_profile_whose_credentials_are_in_the_environment_alone(
    confine: Callable[..., SandboxSession], tmp_path: Path
) -> None:
    session = confine(BLOCKS)
    environment = session.environment()
    assert environment["AWS_CONFIG_FILE"] == str(tmp_path / "stack" / CONFIG)
    assert (tmp_path / "stack" / CONFIG).read_text() == "".join(
        f"[profile privatelink-{alias}]\ncredential_process = printenv PRIVATELINK_CREDENTIALS_{number}\n"
        for number, alias in enumerate(support.ALIASES)
    )
    given = [json.loads(environment[f"PRIVATELINK_CREDENTIALS_{number}"]) for number in range(3)]
    resolved = session.resolved.values()
    assert [each["SecretAccessKey"] for each in given] == [
        account.environment["AWS_SECRET_ACCESS_KEY"] for account in resolved
    ]
    files = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    secrets = [each[key] for each in given for key in ("SecretAccessKey", "SessionToken") if key in each]
    assert [secret for secret in (*secrets, support.EXTERNAL_ID, support.TOKEN) if secret in files] == []
    assert len(secrets) == 5


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ('profile = "gone"', "origin/main.tf: provider aws.x: profile 'gone' is not there"),
        ("profile = var.profile", "origin/main.tf: provider aws.x: profile is an expression, so that nobody can tell"),
        (
            'assume_role {\n    role_arn = "arn:aws:iam::999988887777:role/x"\n  }',
            "origin/main.tf: provider aws.x: assume_role: leads to account 999988887777, which is not on the allow-li",
        ),
        (
            'assume_role_with_web_identity {\n    role_arn = "arn:aws:iam::999988887777:role/x"\n  }',
            "origin/main.tf: provider aws.x: assume_role_with_web_identity: leads to account 999988887777, which is",
        ),
        (
            "assume_role {\n    role_arn = var.role\n  }",
            "origin/main.tf: provider aws.x: assume_role: role_arn is an expression, so that nobody can tell",
        ),
        (
            'dynamic "assume_role" {\n    for_each = var.roles\n    content {\n      role_arn = "x"\n    }\n  }',
            "origin/main.tf: provider aws.x: assume_role: role_arn is an expression, so that nobody can tell",
        ),
        (
            'access_key = "999988887777"\n  secret_key = "any"',
            "origin/main.tf: provider aws.x: access_key: leads to account 999988887777, which is not on the allow-list",
        ),
        (
            "access_key = var.key\n  secret_key = var.secret",
            "origin/main.tf: provider aws.x: access_key is an expression, so that nobody can tell",
        ),
        (
            'shared_credentials_files = ["~/.aws/credentials"]',
            "origin/main.tf: provider aws.x: shared_credentials_files may lead to any account",
        ),
        ('shared_config_files = ["x"]', "origin/main.tf: provider aws.x: shared_config_files may lead to any account"),
        ('endpoints {\n    sts = "http://x"\n  }', "origin/main.tf: provider aws.x: endpoints may lead to any account"),
    ],
)
def test_block_that_may_lead_off_the_list_is_refused(
    refusal: Callable[[str], str], argument: str, message: str
) -> None:
    assert refusal(f'provider "aws" {{\n  alias = "x"\n  {argument}\n}}\n').startswith(message)


def test_profile_off_the_list_is_refused(refusal: Callable[[str], str]) -> None:
    message = refusal('provider "aws" {\n  profile = "other"\n}\n')
    assert message.startswith("origin/main.tf: provider aws: is OTHER (arn:aws:")
    assert message.endswith("), which is not on the allow-list")


def test_profile_on_the_list_is_the_childs_too(
    confine: Callable[..., SandboxSession], sandbox: Sandbox, tmp_path: Path
) -> None:
    session = confine('provider "aws" {\n  profile = "consumer"\n}\n')
    assert session.profiles["consumer"].account_id == sandbox.accounts["consumer"]
    allowed = json.dumps([sandbox.accounts["consumer"]])
    assert f"allowed_account_ids = {allowed}" in (tmp_path / "stack" / OVERRIDE).read_text()
    assert session.renewed().profiles["consumer"].account_id == sandbox.accounts["consumer"]


def test_profile_with_a_name_of_the_runs_own_is_refused(
    confine: Callable[..., SandboxSession], sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = (sandbox.directory / "config").read_text().replace("[profile consumer]", "[profile privatelink-spoke]")
    (tmp_path / "config").write_text(config)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    with pytest.raises(HarnessError, match="profile 'privatelink-spoke' has a name of the run's own"):
        confine('provider "aws" {\n  profile = "privatelink-spoke"\n}\n')


def test_role_on_the_list_stays(confine: Callable[..., SandboxSession], sandbox: Sandbox, tmp_path: Path) -> None:
    confine(f'provider "aws" {{\n  assume_role {{\n    role_arn = "{sandbox.role("spoke")}"\n  }}\n}}\n')
    override = (tmp_path / "stack" / OVERRIDE).read_text()
    assert "profile" not in override
    assert f"allowed_account_ids = {json.dumps([sandbox.accounts['spoke']])}" in override


@pytest.mark.parametrize(
    "argument",
    [
        'access_key = "{other}"\n  secret_key = "any"',
        'assume_role {{\n    role_arn = "arn:aws:iam::{other}:role/x"\n  }}',
    ],
)
def test_account_on_the_list_that_nobody_could_ask_is_refused(
    sandbox: Sandbox, refusal: Callable[[str], str], argument: str
) -> None:
    sandbox.write(allowed=(*sandbox.accounts.values(), sandbox.other))
    message = refusal(f'provider "aws" {{\n  {argument.format(other=sandbox.other)}\n}}\n')
    sandbox.write()
    assert message == (
        "origin/main.tf: provider aws: leads to account OTHER, to which no alias of the sandbox leads, so that nobody "
        "could ask it what is left"
    )


def test_keys_on_the_list_stay(confine: Callable[..., SandboxSession], sandbox: Sandbox) -> None:
    keys = f'access_key = "{sandbox.accounts["spoke"]}"\n  secret_key = "any"'
    assert list(confine(f'provider "aws" {{\n  {keys}\n}}\n').profiles) == [f"privatelink-{a}" for a in support.ALIASES]


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ('profile = "other"', "origin/main.tf: backend s3: is OTHER (arn:aws:"),
        (
            'role_arn = "arn:aws:iam::999988887777:role/state"',
            "origin/main.tf: backend s3: leads to account 999988887777, which is not on the allow-list",
        ),
        (
            'assume_role = { role_arn = "arn:aws:iam::999988887777:role/state" }',
            "origin/main.tf: backend s3: assume_role: leads to account 999988887777, which is not on the allow-list",
        ),
    ],
)
def test_backend_off_the_list_is_refused(refusal: Callable[[str], str], argument: str, message: str) -> None:
    profile = "" if "profile" in argument else '    profile = "consumer"\n'
    text = f'terraform {{\n  backend "s3" {{\n    bucket = "x"\n{profile}    {argument}\n  }}\n}}\n'
    assert refusal(text).startswith(message)


@pytest.mark.parametrize("alias", [*support.ALIASES])
def test_backend_in_an_account_of_the_run_passes(
    confine: Callable[..., SandboxSession], sandbox: Sandbox, alias: str
) -> None:
    text = f'terraform {{\n  backend "s3" {{\n    bucket = "x"\n    role_arn = "{sandbox.role(alias)}"\n  }}\n}}\n'
    assert confine(text).config is not None


def test_backend_is_the_environments_where_it_names_no_other(
    refusal: Callable[[str], str], sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", sandbox.other)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "any")
    message = refusal('terraform {\n  backend "s3" {\n    bucket = "x"\n  }\n}\n')
    assert message.startswith("origin/main.tf: backend s3: is OTHER (arn:aws:")


def test_backend_without_credentials_reaches_no_account(confine: Callable[..., SandboxSession]) -> None:
    assert confine('terraform {\n  backend "s3" {\n    bucket = "x"\n  }\n}\n').config is not None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'terraform {\n  backend "s3" {\n    access_key = "999988887777"\n    secret_key = "any"\n  }\n}\n',
            "origin/main.tf: backend s3: access_key: leads to account 999988887777, which is not on the allow-list",
        ),
        (
            'terraform {\n  backend "s3" {\n    shared_credentials_files = ["x"]\n  }\n}\n',
            "origin/main.tf: backend s3: shared_credentials_files may lead to any account",
        ),
        (
            (
                'data "terraform_remote_state" "core" {\n  backend = "s3"\n  config = {\n    bucket = "x"\n'
                '    role_arn = "arn:aws:iam::999988887777:role/state"\n  }\n}\n'
            ),
            "origin/main.tf: data terraform_remote_state core: leads to account 999988887777, which is not on the",
        ),
        (
            'provider "awscc" {\n  assume_role = {\n    role_arn = "arn:aws:iam::999988887777:role/x"\n  }\n}\n',
            "origin/main.tf: provider awscc: assume_role: leads to account 999988887777, which is not on the",
        ),
    ],
)
def test_other_way_off_the_list_is_refused(refusal: Callable[[str], str], text: str, message: str) -> None:
    assert refusal(text).startswith(message)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"profile": "other"}, "backend s3: is OTHER (arn:aws:"),
        (
            {"assume_role": {"role_arn": "arn:aws:iam::999988887777:role/state"}, "profile": None},
            "backend s3: assume_role: leads to account 999988887777, which is not on the allow-list",
        ),
    ],
)
def test_state_that_init_has_noted_off_the_list_is_refused(
    sandbox: Sandbox, tmp_path: Path, given: dict[str, object], message: str
) -> None:
    (tmp_path / ".terraform").mkdir()
    (tmp_path / state_backend.NOTE).write_text(json.dumps({"backend": {"type": "s3", "config": given}}))
    target = SandboxTarget("eu-west-1", None, sandbox.directory)
    with pytest.raises(HarnessError) as caught:
        target.attach(tmp_path, loads(CONSUMER, "s3.yaml"))
    assert message in caught.value.message.replace(sandbox.other, "OTHER")


@pytest.mark.parametrize("note", [None, {"backend": {"type": "gcs", "config": {"bucket": "x"}}}])
def test_state_in_no_account_is_read_as_the_user_reads_it(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, note: object
) -> None:
    if note:
        (tmp_path / ".terraform").mkdir()
        (tmp_path / state_backend.NOTE).write_text(json.dumps(note))
    monkeypatch.setenv("AWS_PROFILE", "consumer")
    session = SandboxTarget("eu-west-1", None, sandbox.directory).attach(tmp_path, loads(CONSUMER, "s3.yaml"))
    assert session.environment()["AWS_PROFILE"] == "consumer"


def test_backend_is_looked_at_again_before_a_destroy(
    confine: Callable[..., SandboxSession], sandbox: Sandbox, tmp_path: Path
) -> None:
    text = 'terraform {{\n  backend "s3" {{\n    bucket = "x"\n    role_arn = "{}"\n  }}\n}}\n'
    session = confine(text.format(sandbox.role("spoke")))
    assert session.renewed().accounts == session.accounts
    (tmp_path / "origin" / "main.tf").write_text(text.format("arn:aws:iam::999988887777:role/state"))
    with pytest.raises(HarnessError, match="leads to account 999988887777, which is not on the allow-list"):
        session.renewed()
