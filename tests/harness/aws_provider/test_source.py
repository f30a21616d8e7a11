"""The copy of the AWS provider's source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from privatelink_harness.aws_provider.trimmed.edits import Replacement
from privatelink_harness.aws_provider.trimmed.recipe import Options, Recipe
from privatelink_harness.aws_provider.trimmed.source import Layout, copy
from privatelink_harness.aws_provider.trimmed.waits import PROVIDER, SDK
from privatelink_harness.errors import HarnessError


@pytest.fixture
def work(tmp_path: Path) -> Path:
    path = tmp_path / "work"
    path.mkdir()
    return path


def test_copy_has_only_the_services_and_their_imports(
    provider_module: Path, sdk_module: Path, work: Path, recipe: Recipe
) -> None:
    source = copy(provider_module, sdk_module, work, recipe)
    copied = {path.relative_to(work).as_posix() for path in work.rglob("*") if path.is_file()}
    assert copied == {
        "provider/go.mod",
        "provider/go.sum",
        "provider/internal/backoff/backoff.go",
        "provider/internal/conns/awsclient_gen.go",
        "provider/internal/provider/framework/provider.go",
        "provider/internal/provider/sdkv2/provider.go",
        "provider/internal/provider/sdkv2/service_packages_gen.go",
        "provider/internal/served/served.go",
        "provider/internal/service/ec2/service_package_gen.go",
        "provider/internal/service/ec2/vpc.go",
        "provider/internal/service/embedded.hcl",
        "provider/internal/service/kms/key.go",
        "provider/internal/service/kms/service_package_gen.go",
        "provider/internal/service/sns/service_package_gen.go",
        "provider/listen.go",
        "provider/main.go",
        "provider/names/data/names_data.hcl",
        "provider/names/names.go",
        "provider/version/VERSION",
        "sdk/go.mod",
        "sdk/helper/retry/state.go",
    }
    assert source.types == ("aws_kms_key", "aws_sns_topic", "aws_subnet", "aws_vpc")


def test_copy_keeps_registrations_and_clients_of_its_services(
    provider_module: Path, sdk_module: Path, work: Path, recipe: Recipe
) -> None:
    source = copy(provider_module, sdk_module, work, recipe).directory
    registered = (source / "internal/provider/sdkv2/service_packages_gen.go").read_text()
    clients = (source / "internal/conns/awsclient_gen.go").read_text()
    names = ("ec2", "kms", "sns", "sqs")
    assert [name for name in names if f"{name}.ServicePackage" in registered] == ["ec2", "kms", "sns"]
    # No code calls the client of sns.
    assert [name for name in names if f"*{name}.Client" in clients] == ["ec2", "kms"]


@pytest.mark.parametrize("options", [Options(), Options(keep_waits=True)])
def test_copy_cuts_waits_by_option(
    options: Options, provider_module: Path, sdk_module: Path, work: Path, recipe: Recipe
) -> None:
    copy(provider_module, sdk_module, work, replace(recipe, options=options))
    texts = {
        name: (work / name).read_text()
        for name in ("provider/internal/backoff/backoff.go", "sdk/helper/retry/state.go")
    }
    form = "old" if options.keep_waits else "new"
    expected = {
        "provider/internal/backoff/backoff.go": "".join(getattr(edit, form) for edit in PROVIDER),
        "sdk/helper/retry/state.go": "".join(getattr(edit, form) for edit in SDK),
    }
    assert expected == texts


def test_copy_rejects_another_release(provider_module: Path, sdk_module: Path, work: Path, recipe: Recipe) -> None:
    with pytest.raises(HarnessError, match=r"version/VERSION: .*it holds 6\.13\.0, and provider\.toml 9\.9\.9"):
        copy(provider_module, sdk_module, work, replace(recipe, version="9.9.9"))


def test_copy_names_a_missing_file(provider_module: Path, sdk_module: Path, work: Path, recipe: Recipe) -> None:
    (sdk_module / "helper/retry").chmod(0o755)
    (sdk_module / "helper/retry/state.go").unlink()
    with pytest.raises(HarnessError, match=r"helper/retry/state\.go: .*there is no such file"):
        copy(provider_module, sdk_module, work, recipe)


def test_copy_edits_a_release_of_another_layout(
    provider_module: Path, sdk_module: Path, work: Path, recipe: Recipe
) -> None:
    (provider_module / "version/VERSION").unlink()
    old, new = "internal/provider/sdkv2/service_packages_gen.go", "internal/provider/service_packages_gen.go"
    (provider_module / old).rename(provider_module / new)
    layout = Layout(None, new, (Replacement("go.mod", "module m\n", "module n\n"),), (), serves=False)
    source = copy(provider_module, sdk_module, work, recipe, layout).directory
    assert (source / "go.mod").read_text() == "module n\n"
    assert "sqs" not in (source / new).read_text()
    assert (source / "internal/backoff/backoff.go").read_text() == "".join(edit.old for edit in PROVIDER)
    assert (work / "sdk/helper/retry/state.go").read_text() == "".join(edit.new for edit in SDK)
    assert not (source / "listen.go").exists()
