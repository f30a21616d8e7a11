"""The same spec gives the same bytes, whatever the directory, the time and the layout of its YAML."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from privatelink_generator.load import load, loads
from privatelink_generator.render.module import digest, render
from tests.support.paths import SPEC_FILES
from tests.support.specs import HEAD


def _tree(directory: Path) -> dict[str, bytes]:
    files = (path for path in directory.rglob("*") if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


def _generated(spec: Path, output: Path, working: Path, seed: str) -> dict[str, bytes]:
    working.mkdir(parents=True)
    environment = {**os.environ, "PYTHONHASHSEED": seed, "XDG_CACHE_HOME": str(working / "cache"), "TZ": f"UTC-{seed}"}
    command = [sys.executable, "-c", "from privatelink_cli.app import main; main()"]
    subprocess.run(
        [*command, "generate", str(spec), "-o", str(output)],
        cwd=working,
        env=environment,
        check=True,
        capture_output=True,
    )
    return _tree(output)


@pytest.mark.process
def test_bytes_do_not_depend_on_directory_hash_seed_or_time_zone(tmp_path: Path) -> None:
    spec = next(path for path in SPEC_FILES if path.name.startswith("isolated"))
    copied = tmp_path / "elsewhere" / spec.name
    copied.parent.mkdir()
    copied.write_bytes(spec.read_bytes())

    first = _generated(spec, tmp_path / "a", tmp_path / "here", "1")
    second = _generated(copied, tmp_path / "deep" / "er" / "b", tmp_path / "there", "2")

    assert first == second


@pytest.mark.parametrize(
    "text",
    [
        f"# A comment.\n\n{HEAD}endpoints:\n  lambda:   {{ service: 'lambda' }} # another\n",
        '{"version": 1, "pattern": "consumer", "name": "core", "endpoints": {"lambda": {"service": "lambda"}}}',
        f"x: &x {{service: lambda}}\n{HEAD}endpoints: {{lambda: *x}}\n".replace(
            "x: &x {service: lambda}\n", ""
        ).replace("*x", "{service: lambda, type: interface}"),
        f"{HEAD}endpoints: {{lambda: {{service: lambda}}}}\nquotas: {{}}\ntags: {{}}\n",
    ],
)
def test_module_does_not_depend_on_layout_comments_or_defaults(text: str) -> None:
    plain = loads(f"{HEAD}endpoints: {{lambda: {{service: lambda}}}}\n")

    assert render(loads(text), source="s.yaml") == render(plain, source="s.yaml")


def test_digest_depends_on_content_of_spec() -> None:
    one = loads(f"{HEAD}endpoints: {{lambda: {{service: lambda}}}}\n")
    other = loads(f"{HEAD}endpoints: {{lambda: {{service: lambda, private_dns: false}}}}\n")

    assert digest(one) != digest(other)


@pytest.mark.slow
@pytest.mark.parametrize("path", SPEC_FILES, ids=lambda path: path.stem)
def test_first_line_of_every_file_names_the_spec(path: Path) -> None:
    files = render(load(path), source=path.name).files

    assert {name: path.name in text.split("\n", 1)[0] for name, text in files.items()} == dict.fromkeys(files, True)
