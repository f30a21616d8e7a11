"""The shapes of HCL text, by which text of the same shape is parsed once."""

from __future__ import annotations

import pytest

from privatelink_generator.errors import TemplateError
from privatelink_generator.load import loads
from privatelink_generator.render import cache, readback, trees
from privatelink_generator.render.module import render
from privatelink_generator.render.shapes import divided, filled, masked, shortened
from tests.support.specs import HEAD


@pytest.mark.parametrize(
    "text",
    [
        'resource "aws_vpc" "this" {\n  cidr = "10.0.0.0/16"\n}\n',
        'a = [for each in var.list : each if each != "Word0"]',
        r'a = "\n5Word1 éWord2 \"Word3\" -Word4- ${var.Word5} $${b}"',
        "a = <<-EOT\n  text\n  EOT\n",
    ],
)
def test_masked_text_is_filled_again(text: str) -> None:
    shape, words = masked(text)
    assert shape != text
    assert filled(shape, words) == text


def test_texts_with_other_words_have_one_shape() -> None:
    first, second = (f'tags = merge(var.tags, {{ Name = "${{var.name}}-{name}" }})' for name in ("e-1", "orders"))
    assert masked(first)[0] == masked(second)[0]


@pytest.mark.parametrize(("one", "other"), [("a = b", "a = null"), ("a = b", "a = a"), ("a = b", "a = b.c")])
def test_texts_that_are_parsed_otherwise_have_two_shapes(one: str, other: str) -> None:
    assert masked(one)[0] != masked(other)[0]


def long_block(entry: str, number: int = 500) -> str:
    """Return a block of locals with a map of many entries, of which each `#` is the number."""
    entries = "".join(f"    {entry.replace('#', str(each))}\n" for each in range(number))
    return f"locals {{\n  first = {{\n{entries}  }}\n  second = {{\n    b = 1\n  }}\n}}\n"


def test_shortened_block_has_two_entries_of_a_shape() -> None:
    assert shortened(long_block('"e#" = aws_vpc.e#')) == long_block('"e#" = aws_vpc.e#', 2)


def test_shortened_block_keeps_attributes_of_its_own() -> None:
    repeated = "".join(f'  assert {{\n    condition = "{each}" == a\n  }}\n' for each in "abcdefgh" * 20)
    block = f'output "a" {{\n  value = "b"\n  source = "c"\n{repeated}  description = "d"\n}}\n'
    kept = shortened(block)
    assert len(kept) < len(block) / 10
    assert [line for line in kept.splitlines() if line.startswith("  ") and line[2] in "vsd"] == [
        '  value = "b"',
        '  source = "c"',
        '  description = "d"',
    ]


def test_divided_block_has_only_what_is_read() -> None:
    entries = ["# An orders queue.\n", "  b = [\n    1,\n  ]\n", "  # Of c.\n", "  c {\n    source = 1\n  }\n"]
    block = f'{entries[0]}module "a" {{\n  source = "./a"\n{"".join(entries[1:])}}}\n'
    assert divided(block, {"module": ["source"]}) == ('module "a" {\n  source = "./a"\n}\n', entries)


@pytest.mark.parametrize("block", ['data "a" "b" {}\n', 'data "a" "b" {}\ndata "a" "c" {\n  d = 1\n}\n', "a = 1\n"])
def test_text_that_is_not_one_block_of_lines_stays_whole(block: str) -> None:
    assert divided(block, {}) == (block, [])


ODD = {
    "heredoc": '<<EOT\n  source = "b"\n  }\nEOT',
    "indented heredoc": "<<-EOT\n    a\n  b = [\n  EOT",
    "operator on the next line": "b\n  ? c\n  : d",
    "bracket on the next line": "f(\n  b,\n  c\n  )",
    "comment over lines": '1 /* a\n  source = "c"\n  b = [\n  */',
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_block_with_odd_lines_is_read_as_a_whole_text_is(value: str) -> None:
    block = f'module "m" {{\n  a = {value}\n  source = "./m"\n}}\n'

    assert readback.read({"main.tf": block}, ()) == readback._read(trees.parse("", block), block)


@pytest.mark.parametrize("broken", ["c = [", "c = }", 'c = "', "c = = 1", "b {"])
@pytest.mark.parametrize("place", [0, 1, 250, 499])
def test_broken_entry_among_many_is_found(broken: str, place: int) -> None:
    lines = long_block("a# = b.c#").splitlines(keepends=True)
    lines[2 + place] = f"    {broken}\n"
    with pytest.raises(TemplateError, match="not HCL"):
        readback.read({"main.tf": "".join(lines)}, ())


def test_missing_comma_among_many_is_found() -> None:
    items = [f"    a{number}," for number in range(800)]
    items[400] = "    a400"
    with pytest.raises(TemplateError, match=r"main\.tf:404:5"):
        readback.read({"main.tf": "\n".join(["locals {", "  list = [", *items, "  ]", "}", ""])}, ())


def test_blocks_of_a_shape_are_read_with_their_own_words() -> None:
    code = "".join(
        f'resource "aws_{kind}" "{kind}-{number}" {{\n  provider = {provider}\n  a = "{number}"\n}}\n'
        for kind, number, provider in (("vpc", 1, "aws.one"), ("subnet", 2, "aws.two"))
    ) + "".join(f'output "{name}" {{\n  description = "Of {name}."\n  value = {name}\n}}\n' for name in ("x", "y-z"))

    blocks = readback.read({"main.tf": code}, ())

    assert blocks.resources == ("aws_vpc.vpc-1", "aws_subnet.subnet-2")
    assert blocks.providers == ("aws.one", "aws.two")
    assert [(each.name, each.description) for each in blocks.outputs] == [("x", "Of x."), ("y-z", "Of y-z.")]


def test_number_of_parsed_blocks_does_not_grow_with_endpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    parse = trees.parse
    parsed: list[int] = []

    def counting(path: str, text: str) -> object:
        parsed.append(len(text))
        return parse(path, text)

    def parses(number: int) -> tuple[int, int]:
        parsed.clear()
        readback._parsed.cache_clear()
        readback._check.cache_clear()
        endpoints = "".join(f"  e{each}: {{service: sqs, private_dns: false}}\n" for each in range(number))
        quota = f"quotas: {{interface_endpoints_per_vpc: {number}}}\n"
        render(loads(f"{HEAD}{quota}endpoints:\n{endpoints}"), source="s.yaml")
        return len(parsed), sum(parsed)

    monkeypatch.setattr(readback, "parse", counting)
    monkeypatch.setattr(cache, "recall", lambda _: None)
    monkeypatch.setattr(cache, "keep", lambda *_: None)
    (few, short), (many, long) = parses(100), parses(200)
    assert few == many
    assert long < 1.1 * short
