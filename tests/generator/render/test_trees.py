"""Syntax trees of HCL text."""

from __future__ import annotations

import hcl2
import pytest

from privatelink_generator.render.trees import NotHclError, excerpt, parse

TEXT = 'a = [for b in c : "x ${b}" if b != null] # Of a.\n'


def test_tree_is_that_of_python_hcl2() -> None:
    assert parse("main.tf", TEXT) == hcl2.parses_to_tree(TEXT)


def test_tree_takes_no_time_for_positions() -> None:
    assert parse("main.tf", TEXT).meta.empty
    assert not hcl2.parses_to_tree(TEXT).meta.empty


@pytest.mark.parametrize("value", ["b", "[b, c]", '"x ${b}"', "f(b)", "b ? 1 : -1", "[for b in c : b]", "a.b[0].*.c"])
def test_excerpt_is_the_expression(value: str) -> None:
    text = f"a = [{value}]\n"
    (attribute,) = parse("", text).find_data("attribute")
    assert excerpt(text, attribute.children[-1]) == f"[{value}]"


def test_error_names_path_line_and_column() -> None:
    with pytest.raises(NotHclError, match=r"^main\.tf:2:5: unexpected '= 1' in: b = = 1$"):
        parse("main.tf", "a = 1\nb = = 1\n")
