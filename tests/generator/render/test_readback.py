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


def test_readback_tells_calls_of_modules_and_whether_variables_take_null() -> None:
    code = (
        'module "orders" {\n  source = "./modules/orders"\n}\n'
        'variable "a" {\n  type = string\n}\n'
        'variable "b" {\n  type = string\n  nullable = false\n}\n'
    )

    blocks = readback.read({"main.tf": code}, {"module.orders"})

    assert blocks.resources == ("module.orders",)
    assert [each.nullable for each in blocks.inputs] == [True, False]
