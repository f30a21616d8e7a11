"""Rendered strings that python-hcl2 reads back as they are."""

from __future__ import annotations

from itertools import product

from privatelink_generator import hcl
from privatelink_generator.render import readback


def test_readback_parses_every_escaped_text() -> None:
    texts = ["".join(letters) for length in range(1, 4) for letters in product('$%{}a"\\', repeat=length)]
    variables = "".join(
        f'variable "v{number}" {{\n  type = string\n  default = {hcl.quote(text)}\n}}\n'
        for number, text in enumerate(texts)
    )

    inputs = readback.read({"variables.tf": variables}, ()).inputs

    assert [each.default for each in inputs] == [hcl.quote(text) for text in texts]
