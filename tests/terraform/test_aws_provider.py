"""The source of the AWS provider, and what Terraform installs from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from privatelink_harness.aws_provider.installation import AwsProvider, choose
from privatelink_harness.aws_provider.mirror import here
from privatelink_harness.aws_provider.trimmed.store import Build, Manifest
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import find
from privatelink_harness.terraform.binary import Binary
from privatelink_harness.terraform.cli import Terraform
from privatelink_harness.terraform.version import Version

if TYPE_CHECKING:
    from pathlib import Path

TERRAFORM = Binary(("/bin/terraform",), "terraform", Version("1.11.4"))
TOFU = Binary(("/bin/tofu",), "tofu", Version("1.10.0"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    path = tmp_path / "mirror"
    package = path / "registry.terraform.io/hashicorp/aws/5.100.0" / here()
    package.mkdir(parents=True)
    (package / "terraform-provider-aws_v5.100.0_x5").write_text("a provider")
    return path


@pytest.fixture
def build(mirror: Path) -> Build:
    """The mirror as a build of ours."""
    manifest = Manifest(
        key="a",
        recipe="b",
        version="5.100.0",
        platform=here(),
        go="go1.26.1",
        waits="cut",
        types=(),
        sha256="",
        size=0,
        built_at="",
        seconds=0,
    )
    return Build(mirror, manifest)


def test_choose_takes_the_users_installation_block_as_it_is(home: Path, work: Path, mirror: Path) -> None:
    config = home / ".terraformrc"
    config.write_text('provider_installation {\n  network_mirror { url = "https://example.com/" }\n}\n')
    expected = AwsProvider("user-config", None, str(config), config)
    assert expected == choose(TERRAFORM, work, environment={}, home=home, mirrors=[mirror])


def test_choose_reads_the_file_that_the_environment_names_instead_of_the_default_ones(
    home: Path, work: Path, tmp_path: Path
) -> None:
    (home / ".terraformrc").write_text("provider_installation {}\n")
    named = tmp_path / "mine.rc"
    named.write_text('plugin_cache_dir = "/cache"\n')
    provider = choose(TERRAFORM, work, environment={"TF_CLI_CONFIG_FILE": str(named)}, home=home, mirrors=[])
    assert (provider.source, provider.cli_config.read_text()) == (
        "registry",
        'plugin_cache_dir = "/cache"\ndisable_checkpoint = true\n',
    )


def test_choose_warns_of_a_named_file_that_does_not_exist(home: Path, work: Path) -> None:
    provider = choose(TERRAFORM, work, environment={"TF_CLI_CONFIG_FILE": "/no/file"}, home=home, mirrors=[])
    assert provider.warnings == ("TF_CLI_CONFIG_FILE=/no/file: no such file",)


def test_choose_ignores_a_block_in_a_comment(home: Path, work: Path) -> None:
    (home / ".terraformrc").write_text('# "\n/*\nprovider_installation {}\n*/\n')
    assert choose(TERRAFORM, work, environment={}, home=home, mirrors=[]).source == "registry"


def test_choose_joins_several_files_of_the_user(home: Path, work: Path) -> None:
    (home / ".terraformrc").write_text("disable_checkpoint = true\n")
    (home / ".terraform.d").mkdir()
    (home / ".terraform.d" / "mirror.tfrc").write_text("provider_installation {}\n")
    provider = choose(TERRAFORM, work, environment={}, home=home, mirrors=[])
    assert (provider.source, provider.cli_config.read_text()) == (
        "user-config",
        "disable_checkpoint = true\n\nprovider_installation {}\n",
    )


def test_choose_takes_a_mirror_and_keeps_the_users_settings(home: Path, work: Path, mirror: Path) -> None:
    (home / ".terraformrc").write_text('credentials "example.com" {\n  token = "t"\n}\n')
    provider = choose(TERRAFORM, work, environment={}, home=home, mirrors=[home, mirror])
    assert provider == AwsProvider("mirror", "5.100.0", str(mirror), work / "terraform.rc")
    served = '["registry.terraform.io/hashicorp/aws"]'
    assert provider.cli_config.read_text() == (
        'credentials "example.com" {\n  token = "t"\n}\n'
        "disable_checkpoint = true\n"
        "provider_installation {\n"
        f'  filesystem_mirror {{\n    path = "{mirror}"\n    include = {served}\n  }}\n'
        f"  direct {{\n    exclude = {served}\n  }}\n"
        "}\n"
    )


def test_choose_writes_a_file_that_only_the_user_can_read(home: Path, work: Path) -> None:
    provider = choose(TERRAFORM, work, environment={}, home=home, mirrors=[])
    assert provider.cli_config.stat().st_mode & 0o777 == 0o600


def test_choose_warns_of_a_mirror_without_a_version_that_fits(home: Path, work: Path, mirror: Path) -> None:
    provider = choose(TERRAFORM, work, environment={}, home=home, mirrors=[mirror], constraints=">= 6.0")
    assert (provider.source, provider.location) == ("registry", "registry.terraform.io")
    assert provider.warnings == (f"{mirror}: not used: its newest hashicorp/aws, 5.100.0, is not >= 6.0",)


def test_choose_rejects_json_without_an_installation_block(home: Path, work: Path) -> None:
    (home / ".terraformrc").write_text('{"plugin_cache_dir": "/cache"}')
    with pytest.raises(HarnessError, match=rf"{home}/.terraformrc: is JSON"):
        choose(TERRAFORM, work, environment={}, home=home, mirrors=[])


@pytest.mark.parametrize("kind", [TERRAFORM, TOFU])
def test_init_installs_from_the_mirror(kind: Binary, home: Path, work: Path, mirror: Path) -> None:
    # For OpenTofu the mirror is filed under its registry's host; Terraform reads that layout in the same way.
    provider = choose(kind, work, environment={}, home=home, mirrors=[mirror])
    root = work / "stack"
    root.mkdir()
    (root / "main.tf").write_text(
        "terraform {\n  required_providers {\n    aws = {\n"
        f'      source = "{kind.registry}/hashicorp/aws"\n    }}\n  }}\n}}\n'
    )
    Terraform(find(), root, {"HOME": str(home)}, cli_config=provider.cli_config).init()
    installed = root / ".terraform/providers" / kind.registry / "hashicorp/aws/5.100.0" / here()
    assert (installed / "terraform-provider-aws_v5.100.0_x5").read_text() == "a provider"


def test_init_fails_with_a_hint_where_no_version_matches(home: Path, work: Path, mirror: Path) -> None:
    provider = choose(TERRAFORM, work, environment={}, home=home, mirrors=[mirror])
    root = work / "stack"
    root.mkdir()
    (root / "main.tf").write_text(
        'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n'
        '      version = "~> 4.0"\n    }\n  }\n}\n'
    )
    with pytest.raises(HarnessError, match="no available releases match") as caught:
        Terraform(find(), root, {"HOME": str(home)}, cli_config=provider.cli_config).init()
    assert str(caught.value.hint).startswith("No AWS provider matches this version constraint")


def test_choose_takes_a_build_before_any_mirror(home: Path, work: Path, build: Build, tmp_path: Path) -> None:
    provider = choose(TERRAFORM, work, environment={}, home=home, mirrors=[tmp_path / "other"], build=build)
    assert provider == AwsProvider(
        "trimmed",
        "5.100.0",
        str(build.directory),
        work / "terraform.rc",
        waits_cut=True,
        executable=build.executable,
    )
    assert f'path = "{build.directory}"' in provider.cli_config.read_text()


def test_choose_takes_a_build_instead_of_the_users_installation_block(home: Path, work: Path, build: Build) -> None:
    config = home / ".terraformrc"
    config.write_text('provider_installation {\n  network_mirror { url = "https://example.com/" }\n}\n')
    provider = choose(TERRAFORM, work, environment={}, home=home, build=build)
    assert provider.warnings == (
        f"{config}: its provider_installation is not used, because the trimmed AWS provider is",
    )
    assert "network_mirror" not in provider.cli_config.read_text()


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        (("mirror", "5.100.0"), "hashicorp/aws 5.100.0 from mirror"),
        (("registry", None), "hashicorp/aws from registry"),
        (("trimmed", "6.13.0"), "hashicorp/aws 6.13.0, trimmed build, fixed waits kept"),
    ],
)
def test_label_names_version_and_source(provider: tuple[Any, str | None], expected: str, work: Path) -> None:
    assert AwsProvider(*provider, "somewhere", work).label == expected


def test_label_tells_that_waits_are_cut(work: Path) -> None:
    label = AwsProvider("trimmed", "6.13.0", "somewhere", work, waits_cut=True).label
    assert label == "hashicorp/aws 6.13.0, trimmed build, fixed waits cut"
