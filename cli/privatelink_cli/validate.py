"""`privatelink validate`: check specs, and write nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from privatelink_cli.answer import Format, FormatOption, reply
from privatelink_cli.options import SpecsArgument
from privatelink_cli.placed import placed

if TYPE_CHECKING:
    from privatelink_cli.data import ValidSpec
    from privatelink_generator.errors import Fault, Note


def validate(specs: SpecsArgument, output_format: FormatOption = Format.TEXT) -> int:
    """Check specs: their form, and what AWS would refuse.

    Each fault is shown with its file, line and column, and so is each note: what AWS may refuse, or bills for. Nothing
    is written.
    """
    from privatelink_generator.errors import SpecError
    from privatelink_generator.load import read
    from privatelink_generator.patterns.registry import pattern_of

    valid: list[ValidSpec] = []
    lines: list[str] = []
    faults: list[Fault] = []
    notes: list[Note] = []
    for path in specs:
        try:
            reading = read(path)
        except SpecError as error:
            faults += error.faults
            continue
        spec = reading.spec
        notes += reading.notes
        valid.append({"file": str(path), "pattern": spec.pattern, "name": spec.name})
        lines.append(f"{path}: {spec.pattern} {spec.name}: {pattern_of(spec).summary(spec)}")
    if faults:
        if output_format is Format.TEXT:
            for line in lines:
                sys.stdout.write(f"{line}\n")
        raise SpecError(faults)
    return reply("validate", output_format, {"specs": valid, "notes": placed(notes)}, lines, notes=notes)
