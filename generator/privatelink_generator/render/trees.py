"""Syntax trees of HCL text, as python-hcl2's grammar has them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lark import Lark, Token, Tree
    from lark.exceptions import UnexpectedInput


class NotHclError(ValueError):
    """A text is not HCL: its path, line and column, and what is wrong there."""


def parse(path: str, text: str) -> Tree[Token]:
    """Return the tree of a text; its tokens alone have positions.

    Raises:
        NotHclError: the text is not HCL; the message names the path.
    """
    from lark.exceptions import UnexpectedInput

    try:
        # The grammar has no end of the file: its last line needs one.
        tree: Tree[Token] = _parser().parse(text + "\n")
    except UnexpectedInput as error:
        raise NotHclError(f"{path}:{error.line}:{error.column}: {_words(error, text)}") from error
    return tree


def excerpt(text: str, tree: Tree[Token] | Token) -> str:
    """Return the part of the text that an expression's tree is of."""
    from lark import Tree

    first = last = tree
    while isinstance(first, Tree):
        first = first.children[0]
    while isinstance(last, Tree):
        last = last.children[-1]
    return text[first.start_pos : last.end_pos]


@cache
def _parser() -> Lark:
    """Return python-hcl2's parser, of its own, without the positions of trees: they take two fifths of its time.

    Lark takes the option where it compiles the grammar, which takes 5 s; python-hcl2 keeps it compiled with them.
    """
    import hcl2.parser

    parser: Lark = hcl2.parser.parser.__wrapped__()
    callbacks = parser.parser.parser_conf.callbacks
    for rule, callback in callbacks.items():
        # Another release of lark may name it otherwise, and then takes its time.
        if type(callback).__name__ == "PropagatePositions":
            callbacks[rule] = callback.node_builder
    return parser


_CLOSING = {"RBRACE": "}", "RSQB": "]", "RPAR": ")", "DBLQUOTE": '"'}
"""What lark calls the ends of blocks, lists, calls and strings."""


def _words(error: UnexpectedInput, text: str) -> str:
    """Return what the parser met, and what would end the text where it ends too early."""
    from lark.exceptions import UnexpectedToken

    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        missing = " or ".join(_CLOSING[name] for name in sorted(error.expected) if name in _CLOSING)
        return f"the text ends too early; {missing} is missing" if missing else "the text ends too early"
    line = text.split("\n")[error.line - 1]
    return f"unexpected {line[error.column - 1 :].strip()!r} in: {line.strip()}"
