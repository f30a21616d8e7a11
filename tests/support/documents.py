"""The code blocks of the documents, as tests: every block is run, or says in a comment why not.

A comment in the line before a block says what it is:

    <!-- file: network/main.tf -->      write the block to this file of the document's directory
    <!-- exit code: 2 -->               the commands end with this code
    <!-- not run: needs Docker -->      the reason why it is not run

The blocks of one document run in order, in one directory and one shell environment. `sh` is run by bash; `python` with
tests in it by pytest, other `python` as a script; `yaml` must be a spec or a part of one; `hcl` and `json` must parse;
`text` and `toml` are for readers alone.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hcl2
import platformdirs
from sybil import Document, Example, Region
from sybil.parsers.markdown.lexers import FencedCodeBlockLexer

from privatelink_generator.load import loads
from privatelink_harness.aws_provider.trimmed import store
from tests.support.paths import ROOT

LANGUAGES = {"sh", "python", "yaml", "hcl", "json", "text", "toml"}
_MARK = re.compile(r"<!-- (?P<key>file|exit code|not run): (?P<value>.+?) -->[ \t]*\n[ \t]*\Z")
_OWN = re.compile(r"\bprivatelink localstack ")
_DIRECTORY = "PRIVATELINK_LOCALSTACK_DIR"
_HEAD = "version: 1\npattern: consumer\nname: sample\n"
_PROVIDER_HEAD = "version: 1\npattern: provider\nname: sample\n"
_PROVIDER = {
    "load_balancers": "{main: {listeners: {https: {port: 443, forward: api}}}}",
    "target_groups": "{api: {port: 8443}}",
}
"""What a part of a provider spec is completed with."""
_ENDPOINTS = "endpoints:\n  sample: {service: lambda}\n"


@dataclass(frozen=True, slots=True)
class Block:
    """A code block with its mark."""

    language: str
    text: str
    key: str
    value: str


def parse(document: Document) -> Iterator[Region]:
    """Yield the code blocks of a document that are run."""
    for region in FencedCodeBlockLexer(r".*")(document):
        mark = _MARK.search(document.text[: region.start])
        block = Block(
            region.lexemes["language"].strip(),
            str(region.lexemes["source"]),
            mark["key"] if mark else "",
            mark["value"] if mark else "",
        )
        if block.key != "not run" and block.language != "text":
            yield Region(region.start, region.end, block, evaluate)


def enter(namespace: dict[str, Any]) -> None:
    """Give a document a directory, and a home with stacks of its own.

    A document with commands about LocalStack itself has a LocalStack of its own too; the others use the session's,
    which is up already. Of the user's home it reads how Terraform finds its AWS provider, and shares the caches.
    """
    directory = Path(tempfile.mkdtemp(prefix="document-"))
    home = directory.with_name(f"{directory.name}-home")
    scripts = Path(sys.executable).parent
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "LOCALSTACK_", "PYTEST_", "COV_"))
    }
    environment |= {
        "PATH": f"{scripts}{os.pathsep}{environment['PATH']}",
        "HOME": str(home),
        "XDG_CACHE_HOME": str(platformdirs.user_cache_path()),
        "XDG_STATE_HOME": str(home / "state"),
        "PRIVATELINK_PROVIDER_DIR": str(store.root()),
        _DIRECTORY: str(home / "localstack"),
    }
    (home / "state").mkdir(parents=True)
    for name in (".terraform.d", ".terraformrc", ".tofurc"):
        if (own := Path.home() / name).exists():
            (home / name).symlink_to(own)
    shutil.copytree(ROOT / "modules", directory / "modules")
    shutil.copytree(ROOT / "specs", directory / "specs")
    namespace |= {"directory": directory, "home": home, "environment": environment}


def leave(namespace: dict[str, Any]) -> None:
    """Stop the document's LocalStack, and remove its directory."""
    if "directory" not in namespace:
        return
    if (namespace["home"] / "localstack").exists():
        _run(["privatelink", "localstack", "down", "--force"], namespace)
    for path in (namespace["directory"], namespace["home"]):
        shutil.rmtree(path, ignore_errors=True)


def evaluate(example: Example) -> str | None:
    """Run one block. Return the fault that pytest shows, or None."""
    block: Block = example.parsed
    if not any(_OWN.search(region.parsed.text) for _, region in example.document.regions):
        example.namespace["environment"][_DIRECTORY] = os.environ[_DIRECTORY]
    if block.language not in LANGUAGES:
        return f"a code block needs one of these languages: {', '.join(sorted(LANGUAGES))}"
    if block.key == "file":
        _write(block, example.namespace["directory"])
        return None
    match block.language:
        case "sh":
            return _shell(block, example.namespace)
        case "python":
            return _python(block, example.namespace)
        case _:
            _read(block)
            return None


def _write(block: Block, directory: Path) -> None:
    path = directory / block.value
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def _shell(block: Block, namespace: dict[str, Any]) -> str | None:
    """Run commands in bash; variables and the working directory stay for the document's next block."""
    memory = namespace["home"] / "shell"
    restore = f'. "{memory}"' if memory.exists() else ""
    script = f"set -aeu -o pipefail\n{restore}\n{block.text}\n{{ declare -px; echo \"cd '$PWD'\"; }} > '{memory}'\n"
    done = _run(["bash", "-c", script], namespace)
    expected = int(block.value) if block.key == "exit code" else 0
    if done.returncode == expected:
        return None
    return f"{block.text}\nexit code {done.returncode}, not {expected}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def _python(block: Block, namespace: dict[str, Any]) -> str | None:
    path = namespace["directory"] / "test_sample.py"
    path.write_text(block.text, encoding="utf-8")
    pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider"] if "def test_" in block.text else []
    done = _run([sys.executable, *pytest, path.name], namespace)
    path.unlink()
    return None if done.returncode == 0 else f"{block.text}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def _run(words: list[str], namespace: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=namespace["directory"],
        env=namespace["environment"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def _read(block: Block) -> None:
    """Parse a block that nothing runs. Raise what its parser raises."""
    match block.language:
        case "json":
            json.loads(block.text)
        case "hcl":
            hcl2.loads(block.text)  # type: ignore[attr-defined, unused-ignore]
        case "yaml":
            loads(_whole(block.text))


def _whole(part: str) -> str:
    """Return a whole spec with this part of one."""
    if re.search(r"^pattern:", part, re.MULTILINE):
        return part
    further = "service|certificates|alarms|dashboard|contributor_insights"
    if re.search(rf"^({'|'.join(_PROVIDER)}|{further}):", part, re.MULTILINE):
        return (
            _PROVIDER_HEAD
            + part
            + "".join(
                f"{key}: {value}\n" for key, value in _PROVIDER.items() if not re.search(f"^{key}:", part, re.MULTILINE)
            )
        )
    if not re.search(r"^(endpoints|security_group|quotas|tags|region|policy):", part, re.MULTILINE):
        return f"{part}\n{_HEAD}{_ENDPOINTS}"  # A comment, such as the editor's line.
    if part.startswith("policy:"):
        indented = "".join(f"    {line}\n" for line in part.splitlines())
        return f"{_HEAD}{_ENDPOINTS.replace('{service: lambda}', '')}    service: lambda\n{indented}"
    return _HEAD + part + ("" if re.search(r"^endpoints:", part, re.MULTILINE) else _ENDPOINTS)
