#!/usr/bin/env python3
"""Print the rooms of our packages, the imports between rooms, and the imports that break a rule.

A room is a folder of a package, or a file directly in it. Imports inside functions and under TYPE_CHECKING count, and
are marked. The sources are parsed, not imported.

    python scripts/rooms.py [CHECKOUT]
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("privatelink_cli", "privatelink_generator", "privatelink_harness", "privatelink_localstack")


class Kind(IntEnum):
    """The time of an import; of several between two rooms, the lowest counts."""

    AT_IMPORT = 0
    LAZY = 1
    TYPES = 2


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a module by another.

    Parameters:
        module: the dotted name of the importing module.
        name: the dotted name of the imported module, such as `moto` or `privatelink_harness.errors`.
    """

    module: str
    name: str
    kind: Kind
    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """The imports that are forbidden to a part of the code.

    Parameters:
        part: a package or a room, by its dotted name.
        never: packages, rooms and libraries.
        but: exceptions inside `never`.
    """

    part: str
    never: tuple[str, ...]
    but: tuple[str, ...] = ()

    def forbids(self, found: Import) -> bool:
        """Return whether an import breaks this rule."""
        return (
            _within(found.module, (self.part,))
            and _within(found.name, self.never)
            and not _within(found.name, self.but)
        )


_LOCALSTACK = "privatelink_localstack"
_ABOVE_RULES = tuple(
    f"{_LOCALSTACK}.{room}"
    for room in ("dataplane", "traffic", "functions", "emulation", "adapters", "api", "wiring", "plugins")
)
_SERVICES = (
    *("privatelink", "load_balancing", "authorization", "hosted_zones", "monitoring", "organizations", "sharing"),
    *("vpn", "direct_connect", "resolver", "profiles", "peering", "transit_gateways", "network_acls"),
    *("function_interfaces", "on_premises"),
)
_POLICIES = "privatelink_generator.policies"
"""The evaluation of policies, which the emulation needs too."""
_PURE = (*_ABOVE_RULES, f"{_LOCALSTACK}.runtime", "localstack", "moto")

RULES = (
    Rule("privatelink_generator", ("privatelink_cli", "privatelink_harness", _LOCALSTACK)),
    Rule(
        _POLICIES,
        ("privatelink_generator", "pydantic"),
        but=(_POLICIES, "privatelink_generator.aws", "privatelink_generator.errors"),
    ),
    Rule(
        "privatelink_harness",
        ("privatelink_cli", _LOCALSTACK),
        but=tuple(f"{_LOCALSTACK}.{room}" for room in ("runtime", "dataplane.client", "dataplane.state")),
    ),
    Rule(_LOCALSTACK, ("privatelink_cli", "privatelink_generator", "privatelink_harness"), but=(_POLICIES,)),
    Rule(f"{_LOCALSTACK}.runtime", (_LOCALSTACK,), but=(f"{_LOCALSTACK}.runtime",)),
    *(
        Rule(f"{_LOCALSTACK}.{own}", (*_PURE, *(f"{_LOCALSTACK}.{other}" for other in _SERVICES if other != own)))
        for own in ("kernel", *_SERVICES)
    ),
    Rule(f"{_LOCALSTACK}.adapters", tuple(f"{_LOCALSTACK}.{room}" for room in ("api", "wiring", "plugins"))),
    Rule(f"{_LOCALSTACK}.dataplane", (f"{_LOCALSTACK}.adapters", f"{_LOCALSTACK}.traffic", "moto")),
    Rule(
        f"{_LOCALSTACK}.traffic",
        (
            *(f"{_LOCALSTACK}.{room}" for room in ("adapters", "emulation", "api", "wiring", "plugins")),
            "localstack",
            "moto",
        ),
    ),
    Rule(
        f"{_LOCALSTACK}.dataplane.state",
        (_LOCALSTACK, "localstack", "moto", "socket"),
        but=(f"{_LOCALSTACK}.dataplane.state", f"{_LOCALSTACK}.resolver.lookup"),
    ),
    Rule(f"{_LOCALSTACK}.functions", ("moto", *(f"{_LOCALSTACK}.{room}" for room in ("api", "wiring", "plugins")))),
    Rule(f"{_LOCALSTACK}.api", ("moto", f"{_LOCALSTACK}.wiring", f"{_LOCALSTACK}.plugins")),
    Rule(f"{_LOCALSTACK}.wiring", ("moto",)),
    Rule("privatelink_harness.checks", ("privatelink_harness.stacks", "privatelink_harness.runs")),
    Rule("privatelink_harness.behaviours", ("privatelink_harness.stacks", "privatelink_harness.runs")),
)


def imports(root: Path = ROOT) -> list[Import]:
    """Return every import of every module of our packages."""
    sources = {
        _module(path, directory): path
        for package in PACKAGES
        for directory in root.glob(f"*/{package}")
        for path in sorted(directory.rglob("*.py"))
    }
    return [found for module, path in sources.items() for found in _imports_of(module, path, sources.keys())]


def room(module: str) -> str | None:
    """Return the room of one of our modules, such as `privatelink_harness.checks`; None for a package itself."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] in PACKAGES and len(parts) > 1 else None


def arrows(found: Iterable[Import]) -> dict[tuple[str, str], Kind]:
    """Return the pairs of rooms of which the first imports the second."""
    pairs: dict[tuple[str, str], Kind] = {}
    for each in found:
        pair = (room(each.module), room(each.name))
        if pair[0] and pair[1] and pair[0] != pair[1]:
            pairs[pair[0], pair[1]] = min(each.kind, pairs.get((pair[0], pair[1]), Kind.TYPES))
    return pairs


def broken(found: Iterable[Import]) -> list[str]:
    """Return the imports that break a rule, as `file:line: module imports name`."""
    return [
        f"{each.file}:{each.line}: {each.module} imports {each.name}"
        for each in found
        if any(rule.forbids(each) for rule in RULES)
    ]


def cycles(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the groups of rooms that reach each other."""
    targets: dict[str, set[str]] = defaultdict(set)
    for source, target in pairs:
        targets[source].add(target)
    reach = {source: _reachable(source, targets) for source in list(targets)}
    groups = {frozenset(other for other in reach[source] if source in reach.get(other, ())) for source in reach}
    return sorted(sorted(group) for group in groups if group)


def _reachable(start: str, targets: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = targets.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return seen


def _module(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports_of(module: str, path: Path, known: Collection[str]) -> Iterator[Import]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node, kind in _walk(tree, Kind.AT_IMPORT):
        for name in _names(node, package, known):
            yield Import(module, name, kind, path, node.lineno)


def _walk(node: ast.AST, kind: Kind) -> Iterator[tuple[ast.Import | ast.ImportFrom, Kind]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, kind
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _walk(child, max(kind, Kind.LAZY))
        elif isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            yield from _walk(child, Kind.TYPES)
        elif isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):  # No expression holds an import.
            yield from _walk(child, kind)


def _names(node: ast.Import | ast.ImportFrom, package: str, known: Collection[str]) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    base = node.module or ""
    if node.level:
        above = package.split(".")[: len(package.split(".")) - node.level + 1]
        base = ".".join([*above, base] if base else above)
    members = {f"{base}.{alias.name}" for alias in node.names}
    return {member if member in known else base for member in members}


def _within(name: str, parts: Iterable[str]) -> bool:
    return any(name == part or name.startswith(f"{part}.") for part in parts)


def report(found: Iterable[Import]) -> Iterator[str]:
    """Yield the rooms and arrows of each package, and the cycles between rooms, in lines."""
    pairs = arrows(found)
    rooms = {own for each in found if (own := room(each.module))}
    for package in PACKAGES:
        inside = [pair for pair in pairs if all(_within(own, (package,)) for own in pair)]
        own_rooms = sorted(own for own in rooms if _within(own, (package,)))
        yield f"{package}: {len(own_rooms)} rooms, {len(inside)} arrows"
        for own in own_rooms:
            targets = sorted((target, kind) for (source, target), kind in pairs.items() if source == own)
            shown = ", ".join(_shown(target, kind, package) for target, kind in targets)
            yield f"  {own.removeprefix(f'{package}.'):<16} {shown}".rstrip()
    yield from (f"cycle: {', '.join(group)}" for group in cycles(pairs))


def _shown(target: str, kind: Kind, package: str) -> str:
    mark = "" if kind is Kind.AT_IMPORT else f" ({kind.name.lower()})"
    return target.removeprefix(f"{package}.") + mark


def main() -> int:
    """Print the report of this checkout, or of the one named; exit with 1 if an import breaks a rule."""
    found = imports(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
    violations = broken(found)
    lines = [*report(found), *violations, f"{len(violations)} imports break a rule"]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(violations))


if __name__ == "__main__":
    sys.exit(main())
