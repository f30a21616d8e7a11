from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from privatelink_harness.aws_provider import choice
from privatelink_harness.aws_provider.choice import Choice, Wanted
from privatelink_harness.aws_provider.installation import Provider
from privatelink_harness.aws_provider.trimmed import builder
from privatelink_harness.aws_provider.trimmed.store import Build
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import Binary, TerraformError
from privatelink_harness.terraform.version import Version

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
def builds(monkeypatch: pytest.MonkeyPatch, installed: Callable[..., Build]) -> list[Build]:
    """Those that were made; making one takes no Go."""
    made: list[Build] = []

    def build(tell: builder.Tell, **_: object) -> Build:
        tell("compile", 0.5)
        made.append(installed())
        return made[-1]

    monkeypatch.setattr(builder, "build", build)
    return made


class Init:
    """`terraform init`, which fails with some sources.

    Parameters:
        failures: by the provider's source.
    """

    def __init__(self, **failures: TerraformError) -> None:
        self.failures = failures
        self.tried: list[str] = []

    def __call__(self, provider: Provider) -> None:
        self.tried.append(provider.source)
        if provider.source in self.failures:
            raise self.failures[provider.source]


def a_choice(tmp_path: Path, init: Init, **settings: object) -> Choice:
    return Choice(TERRAFORM, tmp_path / "work", init, **settings)  # type: ignore[arg-type] # each test's own settings


@pytest.mark.parametrize(
    ("wanted", "expected"), [("auto", "trimmed"), ("trimmed", "trimmed"), ("official", "registry")]
)
def test_what_is_built_is_used_unless_the_official_one_is_wanted(
    wanted: Wanted, expected: str, tmp_path: Path, installed: Callable[..., Build]
) -> None:
    installed()
    assert a_choice(tmp_path, Init()).initialise(wanted).source == expected


@pytest.mark.usefixtures("builds")
@pytest.mark.parametrize(("wanted", "expected"), [("auto", "registry"), ("trimmed", "trimmed")])
def test_it_is_built_where_it_is_asked_for(wanted: Wanted, expected: str, tmp_path: Path) -> None:
    assert a_choice(tmp_path, Init()).initialise(wanted).source == expected


def test_where_the_official_one_is_not_to_be_had_it_is_built_with_the_reason(
    tmp_path: Path, builds: list[Build]
) -> None:
    told: list[str] = []
    init = Init(registry=OFFLINE)
    found = a_choice(tmp_path, init, tell=builder.lines(told.append)).initialise("auto")
    assert (found.source, init.tried, len(builds)) == ("trimmed", ["registry", "trimmed"], 1)
    why = "the official hashicorp/aws is not to be had here"
    assert told == [f"build the AWS provider from its source, once, for some 4 minutes: {why}", "compile: 50 %"]


def test_another_failure_of_init_is_no_reason_to_build(tmp_path: Path, builds: list[Build]) -> None:
    other = TerraformError("terraform init", 1, tail="Unsupported block type")
    with pytest.raises(TerraformError, match="Unsupported block type"):
        a_choice(tmp_path, Init(registry=other)).initialise("auto")
    assert builds == []


def test_the_official_one_is_never_replaced_where_it_is_wanted(tmp_path: Path, builds: list[Build]) -> None:
    with pytest.raises(TerraformError, match="could not connect"):
        a_choice(tmp_path, Init(registry=OFFLINE)).initialise("official")
    assert builds == []


def test_where_neither_is_to_be_had_both_reasons_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(**_: object) -> Build:
        raise HarnessError("no Go is found", hint="Install Go.")

    monkeypatch.setattr(builder, "build", build)
    with pytest.raises(HarnessError, match=r"could not connect (?s:.*)instead: no Go is found") as caught:
        a_choice(tmp_path, Init(registry=OFFLINE)).initialise("auto")
    assert str(caught.value.hint).endswith("\nInstall Go.")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"constraints": "~> 5.0"}, "The trimmed provider is 6.13.0, and ~> 5.0 is asked for."),
        ({"needed": frozenset({"aws_vpc", "aws_eks_cluster"})}, "The trimmed provider has no aws_eks_cluster."),
    ],
)
def test_what_it_can_not_serve_goes_to_the_official_one(
    settings: dict[str, object], reason: str, tmp_path: Path, installed: Callable[..., Build]
) -> None:
    installed()
    found = a_choice(tmp_path, Init(), **settings).initialise("auto")
    assert (found.source, found.warnings) == ("registry", (reason,))
    with pytest.raises(HarnessError, match=reason):
        a_choice(tmp_path, Init(), **settings).initialise("trimmed")


def test_the_configurations_own_constraints_count_too(tmp_path: Path, installed: Callable[..., Build]) -> None:
    installed()
    refused = TerraformError(
        "terraform init", 1, tail="hashicorp/aws: no available releases match the constraints ~> 5.0"
    )
    found = a_choice(tmp_path, Init(trimmed=refused)).initialise("auto")
    assert found.source == "registry"
    assert found.warnings == ("The configuration's version constraints exclude 6.13.0.",)


def test_a_damaged_build_is_an_error_and_never_passed_over(tmp_path: Path, installed: Callable[..., Build]) -> None:
    installed().executable.write_text("something else")
    with pytest.raises(HarnessError, match="its SHA-256 is"):
        a_choice(tmp_path, Init()).initialise("auto")


def test_real_accounts_take_the_official_one(tmp_path: Path, installed: Callable[..., Build]) -> None:
    installed()
    assert a_choice(tmp_path, Init()).initialise("auto", "sandbox").source == "registry"


def test_real_accounts_refuse_the_trimmed_one(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="real accounts take the official AWS provider only"):
        a_choice(tmp_path, Init()).initialise("trimmed", "sandbox")


def test_the_provider_of_an_earlier_run_is_found_again(tmp_path: Path, installed: Callable[..., Build]) -> None:
    made = installed()
    found = [choice.again(source, TERRAFORM, tmp_path / "work").location for source in ("trimmed", "registry")]
    assert found == [str(made.directory), "registry.terraform.io"]


def test_a_stack_whose_provider_is_gone_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match="there is no build of it any more") as caught:
        choice.again("trimmed", TERRAFORM, tmp_path / "work")
    assert caught.value.hint == "Build it again: privatelink aws-provider build"


def test_types_are_read_from_the_module_and_those_it_calls(tmp_path: Path) -> None:
    (tmp_path / "child").mkdir()
    (tmp_path / "main.tf").write_text(
        'resource "aws_vpc" "a" {}\n# resource "aws_eip" "no" {}\nmodule "child" {\n  source = "./child"\n}\n'
    )
    (tmp_path / "child/main.tf").write_text('data "aws_region" "a" {}\nresource "random_id" "a" {}\n')
    assert choice.types_in(tmp_path) == {"aws_vpc", "aws_region"}
