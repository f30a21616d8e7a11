"""What tests of the trimmed provider share: a small module in the provider's place, and a Go that compiles nothing.

The module's text is made up here: it only has the form that the edits look for.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from privatelink_harness.aws_provider.mirror import here
from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Options, Recipe
from privatelink_harness.aws_provider.trimmed.waits import PROVIDER, SDK

MODULE = "github.com/hashicorp/terraform-provider-aws"
CLIENT = """func (c *AWSClient) {name}Client(ctx context.Context) *{service}.Client {{
\treturn client[*{service}.Client](ctx, c, names.{name})
}}
"""
VERSION = Recipe.load().version

GO = """#!{python}
import json, pathlib, sys
log = pathlib.Path({log!r})
arguments = sys.argv[1:]
log.write_text((log.read_text() if log.exists() else "") + " ".join(arguments[:2]) + "\\n")
def fail(text, code=1):
    sys.stderr.write(text)
    sys.exit(code)
{failing}
if arguments[0] == "version":
    print("go version {version} {platform}")
elif arguments[:3] == ["mod", "edit", "-json"]:
    print(json.dumps({{"Require": [{{"Path": {module!r}, "Version": "v0"}},
        {{"Path": "github.com/hashicorp/terraform-plugin-sdk/v2", "Version": "v2"}}], "Replace": None}}))
elif arguments[:2] == ["mod", "download"]:
    for (name, directory) in zip(arguments[3:], [{provider!r}, {sdk!r}]):
        path, _, version = name.partition("@")
        print(json.dumps({{"Path": path, "Version": version, "Dir": directory}}))
elif arguments[0] == "list":
    print("one\\ntwo")
elif arguments[0] == "build":
    for package in ("one", "two"):
        print(json.dumps({{"ImportPath": package, "Action": "build-output", "Output": package + "\\n"}}), flush=True)
    pathlib.Path(arguments[arguments.index("-o") + 1]).write_text("a provider")
"""


def listed(*types: str) -> str:
    """A service's list of types."""
    entries = "".join(f'\t\t{{\n\t\t\tFactory:  make,\n\t\t\tTypeName: "{name}",\n\t\t}},\n' for name in types)
    return f"package any\n\nvar all = []any{{\n{entries}}}\n"


@pytest.fixture
def provider_module(tmp_path: Path) -> Path:
    """A module with four services: `ec2` imports `kms`; `sqs` and `sns` stand alone."""
    services = ("ec2", "kms", "sns", "sqs")
    imports = "".join(f'\t"{MODULE}/internal/service/{service}"\n' for service in services)
    registered = "".join(f"\t\t{service}.ServicePackage(ctx),\n" for service in services)
    clients = "\n".join(CLIENT.format(name=service.upper(), service=service) for service in services)
    sdks = "".join(f'\t"github.com/aws/aws-sdk-go-v2/service/{service}"\n' for service in services)
    waits = "".join(edit.old for edit in PROVIDER)
    files = {
        "go.mod": "module m\n",
        "go.sum": "",
        "main.go": "package main\n",
        "README.md": "not compiled\n",
        "version/VERSION": f"{VERSION}\n",
        "internal/provider/sdkv2/service_packages_gen.go": (
            f'import (\n\t"context"\n\n{imports})\n\nvar v = []any{{\n{registered}}}\n'
        ),
        "internal/conns/awsclient_gen.go": f'import (\n\t"context"\n\n{sdks}\t"{MODULE}/names"\n)\n\n{clients}',
        "internal/backoff/backoff.go": waits,
        "internal/backoff/backoff_test.go": "a test\n",
        "internal/service/embedded.hcl": "kept\n",
        "internal/service/ec2/service_package_gen.go": listed("aws_vpc", "aws_subnet"),
        "internal/service/ec2/vpc.go": f'import "{MODULE}/internal/service/kms"\n\nvar c = meta.EC2Client(ctx)\n',
        "internal/service/kms/service_package_gen.go": listed("aws_kms_key"),
        "internal/service/kms/key.go": "var c = meta.KMSClient(ctx)\n",
        "internal/service/sns/service_package_gen.go": listed("aws_sns_topic"),
        "internal/service/sqs/service_package_gen.go": listed("aws_sqs_queue"),
        "internal/service/sqs/queue.go": "var c = meta.SQSClient(ctx)\n",
    }
    return _write(tmp_path / "modules" / "provider", files)


@pytest.fixture
def sdk_module(tmp_path: Path) -> Path:
    """A module in the plugin SDK's place."""
    text = "".join(edit.old for edit in SDK)
    return _write(tmp_path / "modules" / "sdk", {"helper/retry/state.go": text, "go.mod": "module sdk\n"})


def _write(directory: Path, files: dict[str, str]) -> Path:
    """Write files, read-only ones in read-only directories, as Go's module cache has them."""
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o444)
    for path in directory.rglob("*"):
        if path.is_dir():
            path.chmod(0o555)
    return directory


@dataclass(frozen=True, slots=True)
class FakeGo:
    """A Go that compiles nothing.

    Parameters:
        path: the directory that it is in, for PATH.
        log: the file with the commands that were run, a line each.
    """

    path: str
    log: Path

    @property
    def commands(self) -> list[str]:
        """What was run: the first two arguments of each."""
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def fake_go(tmp_path: Path, provider_module: Path, sdk_module: Path) -> Callable[..., FakeGo]:
    """Makes one: `fake_go(failing="if arguments[0] == 'build': fail('…')", version="go1.26.1")`."""

    def make(failing: str = "", version: str = "go1.26.1", name: str = "bin") -> FakeGo:
        directory = tmp_path / name
        directory.mkdir()
        log = tmp_path / f"{name}.log"
        text = GO.format(
            python=sys.executable,
            log=str(log),
            failing=failing,
            version=version,
            platform=here().replace("_", "/"),
            module=MODULE,
            provider=str(provider_module),
            sdk=str(sdk_module),
        )
        executable = directory / "go"
        executable.write_text(text, encoding="utf-8")
        executable.chmod(0o755)
        return FakeGo(str(directory), log)

    return make


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where builds are, empty; the recipe has the services `ec2` and `sns` only."""
    directory = tmp_path / "builds"
    monkeypatch.setenv(store.VARIABLE, str(directory))
    monkeypatch.setattr(Recipe, "load", small_recipe)
    return directory


def small_recipe(options: Options | None = None) -> Recipe:
    """A recipe for the module above."""
    return Recipe(VERSION, ("ec2", "sns"), options or Options(), "module m\n\ngo 1.24.6\n", "", here())


@pytest.fixture
def recipe() -> Recipe:
    """The recipe of the module above."""
    return small_recipe()


@pytest.fixture
def installed(home: Path, tmp_path: Path, recipe: Recipe) -> Callable[..., store.Build]:
    """Installs a build that was never compiled: `installed(key="a", version="6.13.0")`."""

    def make(**changes: object) -> store.Build:
        home.mkdir(exist_ok=True)
        facts: dict[str, object] = {
            "key": "a",
            "recipe": recipe.digest,
            "version": recipe.version,
            "platform": here(),
            "go": "go1.26.1",
            "waits": "cut",
            "types": ("aws_subnet", "aws_vpc"),
            "sha256": hashlib.sha256(b"a provider").hexdigest(),
            "size": 10,
            "built_at": "2026-01-01T00:00:00+00:00",
            "seconds": 240.0,
        }
        manifest = store.Manifest.model_validate(facts | changes)
        made = tmp_path / f"made-{manifest.key}"
        executable = made / store.place(manifest.version, manifest.platform)
        executable.parent.mkdir(parents=True)
        executable.write_text("a provider", encoding="utf-8")
        return store.install(made, manifest)

    return make
