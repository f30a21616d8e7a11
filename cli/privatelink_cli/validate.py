"""`privatelink validate`: check specs, and write nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from privatelink_cli.answer import Format, FormatOption, envelope, places
from privatelink_cli.options import SpecsArgument

if TYPE_CHECKING:
    from privatelink_generator.errors import Fault


def validate(specs: SpecsArgument, output_format: FormatOption = Format.TEXT) -> int:
    """Check specs: their form, AWS's rules, quotas and sizes. Exit code 0, or 1 with every fault and its place."""
    from privatelink_generator.errors import SpecError
    from privatelink_generator.load import load
    from privatelink_generator.patterns.registry import pattern_of

    faults: list[Fault] = []
    for path in specs:
        try:
            spec = load(path)
            if output_format is Format.TEXT:
                typer.echo(f"{path}: {spec.pattern} {spec.name}: {pattern_of(spec).summary(spec)}")
        except SpecError as error:
            faults += error.faults
    if output_format is Format.JSON:
        data = {"specs": [str(path) for path in specs], "faults": places(faults)}
        envelope("validate", "failed" if faults else "ok", data)
        return int(bool(faults))
    if faults:
        raise SpecError(faults)
    return 0
