"""Arguments and options that several commands have, and what is wrong with their values."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from privatelink_generator.errors import PrivateLinkError

SpecArgument = Annotated[Path, typer.Argument(metavar="SPEC", help="YAML spec.", show_default=False)]
SpecsArgument = Annotated[list[Path], typer.Argument(metavar="SPEC...", help="YAML specs.", show_default=False)]
StackArgument = Annotated[Path, typer.Argument(metavar="DIR", help="The stack's directory.", show_default=False)]
TemplatesOption = Annotated[
    Path | None,
    typer.Option(help="Directory whose templates go before the built-in ones.", show_default=False),
]
AccountOption = Annotated[
    str | None, typer.Option(metavar="DIGITS", help="LocalStack account, 12 digits.", show_default=False)
]
JunitOption = Annotated[
    Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit's XML too.", show_default=False)
]


def check_account(account: str | None) -> None:
    """Reject an account ID that is not 12 digits."""
    if account is not None and not (len(account) == 12 and account.isascii() and account.isdigit()):
        raise PrivateLinkError(f"--account {account!r} is not an account id", hint="Write 12 digits.")


def check_junit(path: Path | None) -> None:
    """Reject a path at which no file can be written, before anything runs."""
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        raise PrivateLinkError(f"--junit {path}: no file can be written there", hint="Name a file in a directory.")
