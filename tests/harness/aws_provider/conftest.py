"""Fixtures of the trimmed AWS provider: its modules, a Go, the directory of all builds."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

import pytest

from privatelink_harness.aws_provider.mirror import here
from privatelink_harness.aws_provider.trimmed import serving, store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.aws_provider.trimmed.waits import PROVIDER, SDK
from tests.support.trimmed import (
    CLIENT,
    GO,
    LOOPS,
    MODULE,
    NAMES,
    NAMES_DATA,
    VERSION,
    FakeGo,
    InstallBuild,
    MakeGo,
    list_of_types,
    looping,
    small_recipe,
)


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
        "main.go": serving.MAIN.old,
        **{f"internal/provider/{name}/provider.go": looping(lists) for name, lists in LOOPS.items()},
        "README.md": "not compiled\n",
        "version/VERSION": f"{VERSION}\n",
        "internal/provider/sdkv2/service_packages_gen.go": (
            f'import (\n\t"context"\n\n{imports})\n\nvar v = []any{{\n{registered}}}\n'
        ),
        "internal/conns/awsclient_gen.go": f'import (\n\t"context"\n\n{sdks}\t"{MODULE}/names"\n)\n\n{clients}',
        "internal/backoff/backoff.go": waits,
        "internal/backoff/backoff_test.go": "a test\n",
        "names/names.go": NAMES,
        "names/data/names_data.hcl": NAMES_DATA,
        "internal/service/embedded.hcl": "kept\n",
        "internal/service/ec2/service_package_gen.go": list_of_types("aws_vpc", "aws_subnet"),
        "internal/service/ec2/vpc.go": f'import "{MODULE}/internal/service/kms"\n\nvar c = meta.EC2Client(ctx)\n',
        "internal/service/kms/service_package_gen.go": list_of_types("aws_kms_key"),
        "internal/service/kms/key.go": "var c = meta.KMSClient(ctx)\n",
        "internal/service/sns/service_package_gen.go": list_of_types("aws_sns_topic"),
        "internal/service/sqs/service_package_gen.go": list_of_types("aws_sqs_queue"),
        "internal/service/sqs/queue.go": "var c = meta.SQSClient(ctx)\n",
    }
    return _write(tmp_path / "modules" / "provider", files)


@pytest.fixture
def sdk_module(tmp_path: Path) -> Path:
    """A module in the plugin SDK's place, with the texts that the edits replace."""
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


@pytest.fixture
def fake_go(tmp_path: Path, provider_module: Path, sdk_module: Path) -> MakeGo:
    """The way to a Go that compiles nothing and fetches the modules above."""

    def make(failing: str = "", *, version: str = "go1.26.1", name: str = "bin") -> FakeGo:
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
    """The directory of all builds, which does not exist yet; the recipe has the services `ec2` and `sns` only."""
    directory = tmp_path / "builds"
    monkeypatch.setenv(store.VARIABLE, str(directory))
    monkeypatch.setattr(Recipe, "load", small_recipe)
    return directory


@pytest.fixture
def recipe() -> Recipe:
    """A recipe for the modules above."""
    return small_recipe()


@pytest.fixture
def install_build(home: Path, tmp_path: Path, recipe: Recipe) -> InstallBuild:
    """The way to an installed build without Go."""

    def make(**manifest: object) -> store.Build:
        home.mkdir(exist_ok=True)
        usual: dict[str, Any] = {
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
        record = store.Manifest(**{**usual, **manifest})
        mirror = tmp_path / f"mirror-{record.key}"
        executable = mirror / store.executable_path(record.version, record.platform)
        executable.parent.mkdir(parents=True)
        executable.write_text("a provider", encoding="utf-8")
        return store.install(mirror, record)

    return make
