"""The part of Mermaid's flowchart language that our diagrams use, read strictly.

Source: https://mermaid.js.org/syntax/flowchart.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_EDGES = 500
"""Above this number GitHub draws an error; as above `MOST_CHARACTERS`."""
MOST_CHARACTERS = 50_000

_BLOCK = re.compile(r"^```mermaid\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ID = r"[A-Za-z_][A-Za-z0-9_]*"
_LABEL = r'"(?P<{}>(?:[^"#<>&`\\{{}}]|#\d+;)+)"'
_NODE = rf"(?P<id>{_ID})(?:\[{_LABEL.format('square')}\]|\(\[{_LABEL.format('round')}\]\))"
_SUBGRAPH = re.compile(rf"subgraph (?P<id>{_ID})\[{_LABEL.format('label')}\]")
_EDGE = re.compile(
    rf"(?P<start>{_ID}) (?P<arrow>-->|---|-\.->)(?:\|{_LABEL.format('label')}\|)? "
    rf"(?:(?P<end>{_ID})|(?P<node>{_NODE}))"
)
_RESERVED = {"call", "class", "classDef", "click", "default", "end", "flowchart", "graph", "href", "linkStyle", "style"}


class NotMermaidError(ValueError):
    """A line that GitHub would not draw."""


@dataclass
class Diagram:
    """Nodes and subgraphs by ID, and edges by the IDs of their ends."""

    labels: dict[str, str] = field(default_factory=dict)
    edges: list[tuple[str, str]] = field(default_factory=list)

    def declare(self, name: str, label: str) -> None:
        """Add a node or a subgraph."""
        if name in self.labels or name in _RESERVED:
            raise NotMermaidError(f"{name} is reserved, or there twice")
        self.labels[name] = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label)


def diagrams(page: str) -> list[Diagram]:
    """Return the diagrams of a page in Markdown."""
    return [parse(text) for text in _BLOCK.findall(page)]


def parse(text: str) -> Diagram:
    """Return a diagram.

    Raises:
        NotMermaidError: a line is not of the language, or an edge has an end that is nowhere declared.
    """
    head, *lines = text.splitlines()
    if head not in {"flowchart LR", "flowchart TB"} or len(text) > MOST_CHARACTERS:
        raise NotMermaidError(f"neither LR nor TB, or too long: {head}")
    diagram, depth = Diagram(), 0
    for line in map(str.strip, lines):
        depth += _read(diagram, line)
        if depth < 0:
            raise NotMermaidError("an end too many")
    unknown = {end for edge in diagram.edges for end in edge} - set(diagram.labels)
    if depth or unknown or len(diagram.edges) > MOST_EDGES:
        raise NotMermaidError(f"{depth} subgraphs are open; {unknown} are nowhere; {len(diagram.edges)} edges")
    return diagram


def _read(diagram: Diagram, line: str) -> int:
    """Add what a line declares; return how many subgraphs it opens."""
    if line == "end":
        return -1
    if found := _SUBGRAPH.fullmatch(line):
        diagram.declare(found["id"], found["label"])
        return 1
    if found := re.fullmatch(_NODE, line):
        diagram.declare(found["id"], found["square"] or found["round"])
        return 0
    if found := _EDGE.fullmatch(line):
        if found["node"]:
            diagram.declare(found["id"], found["square"] or found["round"])
        diagram.edges.append((found["start"], found["end"] or found["id"]))
        return 0
    raise NotMermaidError(line)


def edges_by_label(diagram: Diagram) -> Iterator[tuple[str, str]]:
    """Yield the labels of the ends of each edge."""
    return ((diagram.labels[start], diagram.labels[end]) for start, end in diagram.edges)
