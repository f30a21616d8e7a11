"""Imports go one way, and only as far as a command needs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.paths import ROOT

PARTS = {
    "privatelink_cli": "cli",
    "privatelink_generator": "generator",
    "privatelink_harness": "harness",
    "privatelink_localstack": "localstack",
}


def _imports(package: str, *, lazy: bool) -> Iterator[tuple[str, str]]:
    """Each module of a package with what it imports: when it is imported itself, or, if lazy, ever."""
    for path in sorted((ROOT / PARTS[package] / package).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree) if lazy else _run_on_import(tree):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            yield from ((path.name, name.split(".")[0]) for name in names)


def _run_on_import(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _run_on_import(node)


@pytest.mark.parametrize(
    ("package", "lazy", "never"),
    [
        ("privatelink_generator", True, {"privatelink_cli", "privatelink_harness", "privatelink_localstack"}),
        ("privatelink_harness", True, {"privatelink_cli"}),
        ("privatelink_localstack", True, {"privatelink_cli", "privatelink_harness", "privatelink_generator"}),
    ],
)
def test_imports_go_one_way(package: str, *, lazy: bool, never: set[str]) -> None:
    assert [(module, name) for module, name in _imports(package, lazy=lazy) if name in never] == []


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (
            ["--help"],
            {"boto3", "botocore", "hcl2", "jinja2", "lark", "localstack", "pydantic", "rich", "ruamel"}
            | {"privatelink_harness", "privatelink_localstack"},
        ),
        (
            ["validate", "specs/consumer/lambda-from-private-subnets.yaml"],
            {"boto3", "botocore", "hcl2", "jinja2", "lark", "localstack", "rich"}
            | {"privatelink_harness", "privatelink_localstack"},
        ),
        (
            ["generate", "specs/consumer/lambda-from-private-subnets.yaml", "--check"],
            {"boto3", "botocore", "localstack", "rich", "privatelink_harness", "privatelink_localstack"},
        ),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], never: set[str]) -> None:
    code = (
        "import sys\n"
        "from privatelink_cli.app import run\n"
        "run(sys.argv[1:])\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert never & set(done.stderr.split()) == set()
