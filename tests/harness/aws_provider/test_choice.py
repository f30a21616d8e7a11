"""The choice between the official AWS provider and its trimmed build."""

from __future__ import annotations

from pathlib import Path

import pytest

from privatelink_harness.aws_provider import choice
from privatelink_harness.aws_provider.choice import Choice, Preference
from privatelink_harness.aws_provider.installation import AwsProvider
from privatelink_harness.aws_provider.mirror import here
from privatelink_harness.aws_provider.trimmed import builder
from privatelink_harness.aws_provider.trimmed.progress import Tell, lines
from privatelink_harness.aws_provider.trimmed.store import Build
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import Binary, TerraformError
from privatelink_harness.terraform.version import Version
from tests.support.trimmed import InstallBuild

TERRAFORM = Binary(("/bin/terraform",), "terraform", Version("1.11.4"))
OFFLINE = TerraformError(
    "terraform init",
    1,
    tail="Failed to query available provider packages: Could not retrieve the list of available versions for provider "
    "hashicorp/aws: could not connect to registry.terraform.io",
)


@pytest.fixture(autouse=True)
def alone(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory without Terraform's configuration, and no mirror."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("TF_CLI_CONFIG_FILE", raising=False)
    monkeypatch.setattr("privatelink_harness.aws_provider.mirror.directories", lambda _home: [])
    return home


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch, install_build: InstallBuild) -> list[Build]:
    """The builds that the test made, without Go."""
    builds: list[Build] = []

    def build(tell: Tell, **_: object) -> Build:
        tell("compile", 0.5)
        builds.append(install_build())
        return builds[-1]

    monkeypatch.setattr(builder, "build", build)
    return builds


class Init:
    """`terraform init`, which fails with some sources.

    Parameters:
        failures: by the provider's source.
    """

    def __init__(self, **failures: TerraformError) -> None:
        self.failures = failures
        self.tried: list[str] = []

    def __call__(self, provider: AwsProvider) -> None:
        self.tried.append(provider.source)
        if provider.source in self.failures:
            raise self.failures[provider.source]


def make_choice(tmp_path: Path, init: Init, **settings: object) -> Choice:
    return Choice(TERRAFORM, tmp_path / "work", init, **settings)  # type: ignore[arg-type] # each test's own settings


@pytest.mark.parametrize(
    ("preference", "expected"), [("auto", "trimmed"), ("trimmed", "trimmed"), ("official", "registry")]
)
def test_initialise_takes_the_build_unless_the_official_one_is_wanted(
    preference: Preference, expected: str, tmp_path: Path, install_build: InstallBuild
) -> None:
    install_build()
    assert make_choice(tmp_path, Init()).initialise(preference).source == expected


def test_initialise_takes_the_official_one_where_nothing_is_built(tmp_path: Path, builds: list[Build]) -> None:
    assert make_choice(tmp_path, Init()).initialise("auto").source == "registry"
    assert builds == []


def test_initialise_never_builds_what_is_wanted_but_not_built(tmp_path: Path, builds: list[Build]) -> None:
    init = Init(registry=OFFLINE)
    with pytest.raises(HarnessError, match=r"--aws-provider trimmed: .* is not built$") as caught:
        make_choice(tmp_path, init).initialise("trimmed")
    assert caught.value.hint == "Build it, which takes some 4 minutes: privatelink aws-provider build"
    assert (init.tried, builds) == ([], [])


def test_initialise_builds_where_the_official_one_is_not_installable(tmp_path: Path, builds: list[Build]) -> None:
    init = Init(registry=OFFLINE)
    provider = make_choice(tmp_path, init).initialise("auto")
    assert (provider.source, init.tried, len(builds)) == ("trimmed", ["registry", "trimmed"], 1)


@pytest.mark.usefixtures("builds")
def test_initialise_tells_what_why_and_how_long_before_a_build(tmp_path: Path) -> None:
    told: list[str] = []
    why = "the official hashicorp/aws can't be installed here"
    make_choice(tmp_path, Init(registry=OFFLINE), tell=lines(told.append)).initialise("auto")
    assert told == [
        f"build the AWS provider from its source, once, which takes some 4 minutes: {why}",
        "compile: 50 %",
    ]


def test_initialise_does_not_build_after_another_failure_of_init(tmp_path: Path, builds: list[Build]) -> None:
    other = TerraformError("terraform init", 1, tail="Unsupported block type")
    with pytest.raises(TerraformError, match="Unsupported block type"):
        make_choice(tmp_path, Init(registry=other)).initialise("auto")
    assert builds == []


def test_initialise_never_replaces_the_official_one_where_it_is_wanted(tmp_path: Path, builds: list[Build]) -> None:
    with pytest.raises(TerraformError, match="could not connect"):
        make_choice(tmp_path, Init(registry=OFFLINE)).initialise("official")
    assert builds == []


def test_initialise_gives_both_reasons_where_nothing_can_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(**_: object) -> Build:
        raise HarnessError("no Go is found", hint="Install Go.")

    monkeypatch.setattr(builder, "build", build)
    with pytest.raises(HarnessError, match=r"could not connect (?s:.*)instead: no Go is found") as caught:
        make_choice(tmp_path, Init(registry=OFFLINE)).initialise("auto")
    assert str(caught.value.hint).endswith("\nInstall Go.")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"constraints": "~> 5.0"}, "the trimmed AWS provider is not used: 6.13.0 does not meet ~> 5.0"),
        (
            {"needed": frozenset({"aws_vpc", "aws_eks_cluster"})},
            "the trimmed AWS provider is not used: it has no aws_eks_cluster",
        ),
    ],
)
def test_initialise_takes_the_official_one_where_the_build_does_not_serve(
    settings: dict[str, object], reason: str, tmp_path: Path, install_build: InstallBuild
) -> None:
    install_build()
    provider = make_choice(tmp_path, Init(), **settings).initialise("auto")
    assert (provider.source, provider.warnings) == ("registry", (reason,))
    with pytest.raises(HarnessError, match=reason):
        make_choice(tmp_path, Init(), **settings).initialise("trimmed")


def test_initialise_takes_the_official_one_where_constraints_exclude_the_build(
    tmp_path: Path, install_build: InstallBuild
) -> None:
    install_build()
    refused = TerraformError(
        "terraform init", 1, tail="hashicorp/aws: no available releases match the constraints ~> 5.0"
    )
    provider = make_choice(tmp_path, Init(trimmed=refused)).initialise("auto")
    assert provider.source == "registry"
    assert provider.warnings == (
        "the trimmed AWS provider is not used: the configuration's version constraints exclude 6.13.0",
    )


def test_initialise_rejects_damaged_build(tmp_path: Path, install_build: InstallBuild) -> None:
    install_build().executable.write_text("something else")
    with pytest.raises(HarnessError, match="its SHA-256 is"):
        make_choice(tmp_path, Init()).initialise("auto")


def test_initialise_takes_the_official_one_for_real_accounts(tmp_path: Path, install_build: InstallBuild) -> None:
    install_build()
    assert make_choice(tmp_path, Init()).initialise("auto", "sandbox").source == "registry"


def test_initialise_rejects_the_trimmed_one_for_real_accounts(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="real accounts take the official AWS provider only"):
        make_choice(tmp_path, Init()).initialise("trimmed", "sandbox")


def test_again_finds_the_provider_of_an_earlier_run(tmp_path: Path, install_build: InstallBuild) -> None:
    build = install_build()
    locations = [choice.again(source, TERRAFORM, tmp_path / "work").location for source in ("trimmed", "registry")]
    assert locations == [str(build.directory), "registry.terraform.io"]


def test_again_rejects_a_stack_whose_build_is_gone(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="whose build is gone") as caught:
        choice.again("trimmed", TERRAFORM, tmp_path / "work")
    assert caught.value.hint == "Build it again: privatelink aws-provider build"


def test_types_in_reads_the_module_and_those_that_it_calls(tmp_path: Path) -> None:
    (tmp_path / "child").mkdir()
    (tmp_path / "main.tf").write_text(
        'resource "aws_vpc" "a" {}\n# resource "aws_eip" "no" {}\nmodule "child" {\n  source = "./child"\n}\n'
    )
    (tmp_path / "child/main.tf").write_text('data "aws_region" "a" {}\nresource "random_id" "a" {}\n')
    assert choice.types_in(tmp_path) == {"aws_vpc", "aws_region"}


@pytest.mark.parametrize(
    ("waits", "label"),
    [
        ("cut", "hashicorp/aws 6.13.0 from user-config, trimmed build, fixed waits cut"),
        ("kept", "hashicorp/aws 6.13.0 from user-config, trimmed build, fixed waits kept"),
    ],
)
def test_recognised_names_a_build_that_the_users_configuration_installs(
    tmp_path: Path, install_build: InstallBuild, waits: str, label: str
) -> None:
    build = install_build(version="6.13.0", waits=waits)
    root = tmp_path / "root"
    package = root / ".terraform" / "providers" / "registry.terraform.io" / "hashicorp" / "aws" / "6.13.0" / here()
    package.parent.mkdir(parents=True)
    package.symlink_to(build.executable.parent)
    provider = AwsProvider("user-config", None, "a.tfrc", tmp_path / "a.tfrc")

    assert choice.recognised(provider, root).label == label


def test_recognised_leaves_another_provider(tmp_path: Path) -> None:
    package = tmp_path / ".terraform" / "providers" / "registry.terraform.io" / "hashicorp" / "aws" / "6.13.0" / here()
    package.mkdir(parents=True)
    provider = AwsProvider("user-config", None, "a.tfrc", tmp_path / "a.tfrc")

    assert choice.recognised(provider, tmp_path) is provider
