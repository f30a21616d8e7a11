"""Provider blocks as people write them: what an override file takes away, and what stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform.errors import TerraformError
from privatelink_harness.terraform.provider_blocks import OVERRIDE, confine


def overridden(directory: Path, text: str, name: str = "main.tf") -> str | None:
    """Return the override file of a module with this text, without its comment; None if there is none."""
    (directory / name).write_text(text)
    confine(directory)
    file = directory / OVERRIDE
    return file.read_text().partition("\n")[2] if file.exists() else None


@pytest.mark.parametrize(
    ("argument", "override"),
    [
        ('profile = "production"', "profile = null"),
        ("profile = var.profile", "profile = null"),
        ('shared_config_files = ["~/.aws/config"]', "shared_config_files = null"),
        ('shared_credentials_files = ["~/.aws/credentials"]', "shared_credentials_files = null"),
        ("use_fips_endpoint = true", "use_fips_endpoint = false"),
        ("use_dualstack_endpoint = true", "use_dualstack_endpoint = false"),
        ('custom_ca_bundle = "/etc/ca.pem"', "custom_ca_bundle = null"),
        ('https_proxy = "http://proxy:3128"', "https_proxy = null"),
        ('endpoints {\n    ec2 = "https://ec2.eu-west-1.amazonaws.com"\n  }', "endpoints {}"),
        ('dynamic "endpoints" {\n    for_each = [1]\n    content {\n      ec2 = "x"\n    }\n  }', "endpoints {}"),
    ],
)
def test_confine_takes_away_what_leads_elsewhere(tmp_path: Path, argument: str, override: str) -> None:
    text = f'provider "aws" {{\n  region = "eu-west-1"\n  {argument}\n}}\n'
    assert overridden(tmp_path, text) == f'provider "aws" {{\n  {override}\n}}\n'


@pytest.mark.parametrize(
    "argument",
    [
        'region = "eu-west-1"',
        'alias = "west"',
        'allowed_account_ids = ["111122223333"]',
        'forbidden_account_ids = ["111122223333"]',
        'access_key = "111122223333"\n  secret_key = "any"',
        'assume_role {\n    role_arn = "arn:aws:iam::111122223333:role/deploy"\n  }',
        'assume_role_with_web_identity {\n    web_identity_token = "any"\n  }',
        "default_tags {\n    tags = {\n      profile_of = 1\n    }\n  }",
        'ignore_tags {\n    keys = ["a"]\n  }',
        'retry_mode = "adaptive"\n  max_retries = 3',
        "skip_credentials_validation = true\n  skip_requesting_account_id = true",
        "skip_metadata_api_check = true\n  skip_region_validation = true",
        's3_use_path_style = true\n  sts_region = "us-east-1"',
    ],
)
def test_confine_leaves_everything_else(tmp_path: Path, argument: str) -> None:
    assert overridden(tmp_path, f'provider "aws" {{\n  {argument}\n}}\n') is None


@pytest.mark.parametrize("header", ['provider /* ours */ "aws" {', 'provider "aws" /* ours */ {', "provider aws {"])
def test_confine_passes_over_no_block_that_it_can_not_read(tmp_path: Path, header: str) -> None:
    with pytest.raises(HarnessError, match=r"main\.tf:\d+:\d+: not HCL from here on"):
        overridden(tmp_path, f'{header}\n  profile /* theirs */ = "production"\n}}\n')


def test_confine_parses_no_file_without_a_provider_block(tmp_path: Path) -> None:
    assert overridden(tmp_path, "# The AWS provider has a profile = here.\nnot = = HCL\n") is None


def test_confine_names_each_alias(tmp_path: Path) -> None:
    blocks = "\n".join(f'provider "aws" {{\n  alias = "{name}"\n  profile = "{name}"\n}}' for name in ("a", "b"))
    assert overridden(tmp_path, blocks) == "\n".join(
        f'provider "aws" {{\n  alias = "{name}"\n  profile = null\n}}\n' for name in ("a", "b")
    )


def test_confine_finds_the_provider_by_its_source(tmp_path: Path) -> None:
    required = 'terraform {\n  required_providers {\n    amazon = { source = "hashicorp/aws" }\n  }\n}\n'
    other = 'provider "google" {\n  profile = "x"\n}\n'
    text = f'{required}{other}provider "amazon" {{\n  profile = "x"\n}}\n'
    assert overridden(tmp_path, text) == 'provider "amazon" {\n  profile = null\n}\n'


@pytest.mark.parametrize("several", [False, True])
def test_confine_reads_json(tmp_path: Path, *, several: bool) -> None:
    block = {"region": "eu-west-1", "endpoints": {"ec2": "https://ec2.eu-west-1.amazonaws.com"}}
    text = json.dumps({"provider": {"aws": [block] if several else block}})
    assert overridden(tmp_path, text, "main.tf.json") == 'provider "aws" {\n  endpoints {}\n}\n'


def test_confine_reaches_modules_and_not_providers(tmp_path: Path) -> None:
    block = 'provider "aws" {\n  profile = "x"\n}\n'
    for place in ("root", "shared", "root/.terraform/modules/vpc", "root/.terraform/providers/aws"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "main.tf").write_text(block)
    confine(tmp_path)
    written = {str(path.parent.relative_to(tmp_path)) for path in tmp_path.rglob(OVERRIDE)}
    assert written == {"root", "shared", "root/.terraform/modules/vpc"}


def test_confine_names_a_file_that_it_can_not_read(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match=r"main\.tf:2:\d+: not HCL from here on"):
        overridden(tmp_path, 'provider "aws" {\n  profile = = "x"\n}\n')


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        ("AWS account ID not allowed: 111122223333", "--account"),
        ("IAM Role (x) cannot be assumed with web identity token.", "web_identity_token_file"),
    ],
)
def test_refusal_of_a_provider_block_has_a_way_out(text: str, way_out: str) -> None:
    assert way_out in str(TerraformError("terraform plan", 1, tail=text).hint)
