"""Rendered strings that python-hcl2 reads back as they are."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
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


def test_readback_in_several_threads_gives_each_its_own_values() -> None:
    def read(number: int) -> tuple[str | None, bool]:
        default = f'{{ one = {{ a = "b{number}" }}, two = [for each in [{number}] : {{ c = each }}] }}'
        code = f'variable "v{number}" {{\n  type = any\n  default = {default}\n  nullable = false\n}}\n'
        (variable,) = readback.read({"variables.tf": code}, ()).inputs
        return variable.default, variable.nullable

    alone = [read(number)[0] for number in range(2)]
    switches = sys.getswitchinterval()
    try:
        sys.setswitchinterval(1e-6)
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(read, range(2, 100)))
    finally:
        sys.setswitchinterval(switches)

    form = (alone[0] or "").replace("0", "{0}")
    assert {nullable for _, nullable in together} == {False}
    assert [default for default, _ in together] == [form.replace("{0}", str(number)) for number in range(2, 100)]
