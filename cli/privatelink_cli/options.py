"""Arguments and options that several commands take."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_localstack.runtime.traffic import Traffic


def check_account(account: str | None) -> str | None:
    """Reject an account ID that is not 12 digits."""
    if account is not None and not (len(account) == 12 and account.isascii() and account.isdigit()):
        raise typer.BadParameter(f"{account!r} is not an account ID; write 12 digits")
    return account


def check_region(region: str | None) -> str | None:
    """Reject a Region that no partition has."""
    from privatelink_generator.aws.partitions import is_region

    if region is not None and not is_region(region):
        raise typer.BadParameter(f"{region!r} is not a Region; write one such as eu-west-1")
    return region


def in_region(spec: Spec, region: str | None) -> Spec:
    """Return the spec for a Region. Raise BadParameter if the spec names another one."""
    if region is None or region == spec.example_region:
        return spec
    if spec.fixed_region:
        raise typer.BadParameter(f"the spec is for {spec.fixed_region}; leave the option out", param_hint="--region")
    return spec.model_copy(update={"region": region})


def check_junit(path: Path | None) -> Path | None:
    """Reject a path at which no file can be written, before anything runs."""
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        raise typer.BadParameter(f"{path}: no file can be written there; name a file in a directory that exists")
    return path


def check_reports(paths: list[Path] | None) -> list[Path] | None:
    """Reject paths at which no report can be written, before anything runs."""
    if paths:
        from privatelink_harness.errors import HarnessError
        from privatelink_harness.reports.files import check_path

        for path in paths:
            try:
                check_path(path)
            except HarnessError as error:
                raise typer.BadParameter(f"{error.message}. {error.hint}") from None
    return paths


OnlyOption = Annotated[
    list[str] | None,
    typer.Option(metavar="PROPERTY", help="Check only this property; may be repeated.", show_default=False),
]
SpecArgument = Annotated[Path, typer.Argument(metavar="SPEC", help="YAML spec.", show_default=False)]
SpecsArgument = Annotated[list[Path], typer.Argument(metavar="SPEC", help="YAML specs.", show_default=False)]
StackArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Directory of the stack.", show_default=False)]
TemplatesOption = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Templates that go before the built-in ones.", show_default=False),
]


class AwsProviderChoice(StrEnum):
    """The AWS provider that a stack on LocalStack runs with; see docs/aws-provider.md."""

    AUTO = "auto"
    OFFICIAL = "official"
    TRIMMED = "trimmed"


AwsProviderOption = Annotated[
    AwsProviderChoice,
    typer.Option(help="The official AWS provider, its trimmed build without fixed waits, or trimmed if built."),
]


class TargetChoice(StrEnum):
    """A place where stacks are applied."""

    LOCALSTACK = "localstack"
    SANDBOX = "sandbox"


TargetOption = Annotated[
    TargetChoice, typer.Option(help="LocalStack, or the sandbox accounts that privatelink.toml names.")
]
AccountOption = Annotated[
    str | None,
    typer.Option(
        metavar="DIGITS",
        help="Terraform's own account; the first one of a composition's.",
        show_default=False,
        callback=check_account,
    ),
]
SandboxOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE",
        help="Setting of the sandbox, such as accounts.consumer.profile=dev; may be repeated.",
        show_default=False,
    ),
]
ExpiresOption = Annotated[
    str | None,
    typer.Option(
        metavar="DURATION",
        help="Time such as 8h after which nobody needs what the run creates; a sweep removes it then.",
        show_default=False,
    ),
]
RegionOption = Annotated[
    str | None,
    typer.Option(
        metavar="REGION", help="Check only what is in this Region.", show_default=False, callback=check_region
    ),
]
MaxMinutesOption = Annotated[
    float | None,
    typer.Option(metavar="MINUTES", min=0.0, help="Stop in order after so many minutes.", show_default=False),
]
MaxResourcesOption = Annotated[
    int | None,
    typer.Option(metavar="NUMBER", min=0, help="Apply no plan that creates more resources.", show_default=False),
]
JunitOption = Annotated[
    Path | None,
    typer.Option("--junit", metavar="FILE", help="Write JUnit XML too.", show_default=False, callback=check_junit),
]
ReportOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--report",
        metavar="FILE",
        help="Write a report too, also of a run that fails: .html, .md, .json or .xml (JUnit); may be repeated.",
        show_default=False,
        callback=check_reports,
    ),
]
SpecRegionOption = Annotated[
    str | None,
    typer.Option(metavar="REGION", help="Region of a spec that names none.", show_default=False, callback=check_region),
]


class TrafficChoice(StrEnum):
    """Whether traffic flows on a LocalStack."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


TrafficOption = Annotated[
    TrafficChoice | None,
    typer.Option(
        help="Whether traffic flows: where the kernel allows it, from its first use on (auto); from the start, or fail "
        "(on); not at all (off).  [default: PRIVATELINK_TRAFFIC, else auto]",
        show_default=False,
    ),
]


ConnectionsOption = Annotated[
    TrafficChoice | None,
    typer.Option(
        "--traffic",
        help="Whether checks make connections on LocalStack: not with off.  [default: PRIVATELINK_TRAFFIC, else auto]",
        show_default=False,
    ),
]


def check_traffic(choice: TrafficChoice | None, target: TargetChoice) -> str | None:
    """Return an option's setting; reject it where there is no LocalStack."""
    if choice is not None and target is not TargetChoice.LOCALSTACK:
        raise typer.BadParameter(f"--traffic goes with --target localstack; {target} has no data plane")
    return choice.value if choice else None


def traffic_setting(choice: TrafficChoice | None) -> Traffic | None:
    """Return the setting of an option; None where it is not given."""
    if choice is None:
        return None
    from privatelink_localstack.runtime.traffic import Traffic

    return Traffic(choice)
