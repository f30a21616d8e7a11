"""The way to a build: fetch the source, edit a copy, compile the copy, install the executable.

The slow steps can be resumed: fetched modules and compiled packages stay in Go's own caches (GOMODCACHE, GOCACHE), so
that a second try continues where the first one ended. The other steps take a second and start anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from privatelink_harness.aws_provider.trimmed import source, store
from privatelink_harness.aws_provider.trimmed.go import Go
from privatelink_harness.aws_provider.trimmed.go import find as find_go
from privatelink_harness.aws_provider.trimmed.progress import Tell, silent
from privatelink_harness.aws_provider.trimmed.recipe import Options, Recipe
from privatelink_harness.errors import HarnessError, MissingExtraError, extra_hint
from privatelink_harness.terraform.process import Interrupt
from privatelink_harness.terraform.version import parse

_PROVIDER = "github.com/hashicorp/terraform-provider-aws"
_SDK = "github.com/hashicorp/terraform-plugin-sdk/v2"
_COMPILE = ["-trimpath", "-buildvcs=false", "-ldflags=-s -w"]
"""As in the AWS provider's own releases: no paths of this machine, no symbols for debuggers."""

_PATIENCE = 3600.0
"""Seconds to wait for another process that makes the same build."""


def build(
    options: Options | None = None,
    tell: Tell = silent,
    *,
    interrupt: Interrupt | None = None,
    path: str | None = None,
    recipe: Recipe | None = None,
    layout: source.Layout = source.LAYOUT,
) -> store.Build:
    """Build the trimmed AWS provider, or return the existing build if its executable is undamaged.

    After an error nothing is installed.

    Parameters:
        tell: gets the progress.
        interrupt: stops the build from another thread.
        path: the directories in which Go is searched, separated as in PATH; by default PATH.
        recipe: of another release; its options then go before `options`.
        layout: of the recipe's release.

    Raises:
        HarnessError: Go, the network, memory or disk space is missing.
        KeyboardInterrupt: the build was stopped.
    """
    recipe = recipe or Recipe.load(options)
    go = find_go(parse(_minimum(recipe.go_mod)), path)
    if go.platform != recipe.platform:
        raise HarnessError(
            f"{go.path} builds for {go.platform}, and this is {recipe.platform}", hint="Install Go for this machine."
        )
    key = recipe.key(go.version)
    try:
        with _locked(key, tell), _workshop(key) as directory:
            if existing := store.find_by_key(key):
                if (fault := existing.fault()) is None:
                    return existing
                tell(f"{fault}: build it again", None)
            return _make(recipe, layout, go, directory, tell, interrupt)
    except OSError as error:
        place = error.filename or store.root()
        raise HarnessError(
            f"{place}: the AWS provider can't be built there: {error.strerror or error}",
            hint=f"A build needs 150 MB there. Free some, or name another directory in {store.VARIABLE}.",
        ) from error


def _make(
    recipe: Recipe, layout: source.Layout, go: Go, directory: Path, tell: Tell, interrupt: Interrupt | None
) -> store.Build:
    """Fetch, edit, compile and install."""
    start = time.monotonic()
    tell("fetch the provider's source", None)
    provider, sdk = _fetch(recipe, go, directory, interrupt)
    tell("edit the source", None)
    edited = source.copy(provider, sdk, directory, recipe, layout)
    go.run(["mod", "edit", f"-replace={_SDK}={directory / 'sdk'}"], edited.directory)
    tell("fetch the modules that it imports", None)
    mirror = directory / "mirror"
    executable = mirror / store.executable_path(recipe.version, recipe.platform)
    executable.parent.mkdir(parents=True)
    _compile(go, edited.directory, executable, tell, interrupt)
    with executable.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    manifest = store.Manifest(
        key=recipe.key(go.version),
        recipe=recipe.digest,
        version=recipe.version,
        platform=recipe.platform,
        go=go.version,
        waits="kept" if recipe.options.keep_waits else "cut",
        types=edited.types,
        sha256=sha256,
        size=executable.stat().st_size,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - start, 1),
    )
    return store.install(mirror, manifest)


def _fetch(recipe: Recipe, go: Go, directory: Path, interrupt: Interrupt | None) -> tuple[Path, Path]:
    """Fetch the AWS provider and the plugin SDK into Go's module cache, and return their directories there.

    Go checks both against our go.sum.
    """
    (directory / "go.mod").write_text(recipe.go_mod, encoding="utf-8")
    (directory / "go.sum").write_text(recipe.go_sum, encoding="utf-8")
    module = json.loads(go.run(["mod", "edit", "-json"], directory))
    versions = {each["Path"]: f"{each['Path']}@{each['Version']}" for each in module["Require"]}
    for replacement in module["Replace"] or ():
        new = replacement["New"]
        versions[replacement["Old"]["Path"]] = f"{new['Path']}@{new['Version']}"
    # With their versions given, Go fetches none of the modules that these two import.
    download = ["mod", "download", "-json", versions[_PROVIDER], versions[_SDK]]
    output = go.run(download, directory, interrupt=interrupt)
    directories = {f"{each['Path']}@{each['Version']}": Path(each["Dir"]) for each in _objects(output)}
    return directories[versions[_PROVIDER]], directories[versions[_SDK]]


def _compile(go: Go, directory: Path, executable: Path, tell: Tell, interrupt: Interrupt | None) -> None:
    """Compile, and tell the share of packages that are done: Go prints a package when its compiler starts."""
    template = "{{if .Stale}}{{.ImportPath}}{{end}}"
    listing = ["list", "-deps", "-trimpath", "-buildvcs=false", f"-f={template}", "."]
    stale = go.run(listing, directory, interrupt=interrupt).split()
    done = 0

    def count(_line: str) -> None:
        nonlocal done
        done += 1
        tell(f"compile {len(stale)} packages", min(1.0, done / max(1, len(stale))))

    tell(f"compile {len(stale)} packages", 0.0)
    # With -json the packages come on standard output.
    go.run(["build", "-v", "-json", *_COMPILE, "-o", str(executable), "."], directory, count, interrupt)


def _objects(text: str) -> Iterator[dict[str, str]]:
    """Yield the JSON objects of a text that holds several, one after the other."""
    decoder, position = json.JSONDecoder(), 0
    text = text.strip()
    while position < len(text):
        item, position = decoder.raw_decode(text, position)
        yield item
        position += len(text[position:]) - len(text[position:].lstrip())


def _minimum(go_mod: str) -> str:
    """Return the Go version that a go.mod requires."""
    return next(line.split()[1] for line in go_mod.splitlines() if line.startswith("go "))


@contextmanager
def _locked(key: str, tell: Tell) -> Iterator[None]:
    """Hold the lock of a build, so that no other process makes the same one.

    Raises:
        HarnessError: filelock is not installed, or another process holds the lock for too long.
    """
    try:
        from filelock import FileLock, Timeout
    except ModuleNotFoundError as error:
        raise MissingExtraError("this command needs filelock", hint=extra_hint("provider")) from error
    store.root().mkdir(parents=True, exist_ok=True)
    lock = FileLock(store.root() / f"{key}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        tell("another process makes this build: wait for it", None)
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout:
            raise HarnessError(
                f"{lock.lock_file}: another process has been building the AWS provider for {_PATIENCE / 60:.0f} min",
                hint="End that process.",
            ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _workshop(key: str) -> Iterator[Path]:
    """Make a working directory, and remove it afterwards, with those of killed builds."""
    for left in store.root().glob(f".{key}-*"):
        shutil.rmtree(left, ignore_errors=True)
    directory = Path(tempfile.mkdtemp(prefix=f".{key}-", dir=store.root()))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
