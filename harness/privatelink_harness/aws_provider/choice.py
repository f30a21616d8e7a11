"""The choice of the AWS provider for a stack: the official one, or the trimmed build of its code.

Real accounts take the official one only. On LocalStack `auto` takes the trimmed one if it is built and has the types of
the configuration, else the official one. A run builds the trimmed one only if the official one can't be installed, and
says so before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from privatelink_harness.aws_provider.installation import NAME, AwsProvider, choose
from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.progress import Tell, silent
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import Binary, Interrupt, TerraformError
from privatelink_harness.terraform.version import parse, satisfies
from privatelink_harness.terraform.workspace import module_directories

type Preference = Literal["auto", "official", "trimmed"]
type Target = Literal["localstack", "sandbox"]

_NOT_INSTALLABLE = re.compile(
    r"failed to query available provider packages|failed to install provider|could not connect to registry|"
    r"was not found in any of the search locations|no available releases match|provider registry",
    re.IGNORECASE,
)
_TYPE = re.compile(r'^\s*(?:resource|data|ephemeral)\s+"(aws_\w+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Choice:
    """The circumstances of a choice.

    Parameters:
        directory: where the CLI configuration file is written.
        init: runs `terraform init` with an AWS provider's CLI configuration.
        constraints: the configuration's version constraints, such as `>= 5.83, < 7.0`.
        needed: the resource and data source types of the configuration, see `types_in`.
        tell: called before a build, and with its progress.
        interrupt: stops a build from another thread.
    """

    binary: Binary
    directory: Path
    init: Callable[[AwsProvider], object]
    constraints: str = ""
    needed: frozenset[str] = frozenset()
    tell: Tell = silent
    interrupt: Interrupt | None = None

    def initialise(self, preference: Preference = "auto", target: Target = "localstack") -> AwsProvider:
        """Choose an AWS provider, and initialise with it; with another one if the first can't be installed.

        Raises:
            HarnessError: no AWS provider can be installed; the preferred one is not built, or can't be used here; a
                build fails or is damaged.
        """
        if target == "sandbox" and preference == "trimmed":
            raise HarnessError(
                "--aws-provider trimmed: real accounts take the official AWS provider only",
                hint="Leave --aws-provider out.",
            )
        if target == "sandbox" or preference == "official":
            return self._official()
        build = store.find(Recipe.load())
        if preference == "trimmed":
            if build is None:
                raise HarnessError(
                    "--aws-provider trimmed: the trimmed AWS provider is not built",
                    hint="Build it, which takes some 4 minutes: privatelink aws-provider build",
                )
            if unfit := self._unfit(build):
                raise HarnessError(unfit, hint="Write --aws-provider official, or auto.")
            return self._trimmed(build)
        return self._auto(build)

    def _auto(self, build: store.Build | None) -> AwsProvider:
        """Take the trimmed one if it is built and serves; else the official one; else build the trimmed one."""
        if build and (unfit := self._unfit(build)):
            return self._official(unfit)
        if build:
            try:
                return self._trimmed(build)
            except TerraformError as error:
                if not _is_not_installable(error):
                    raise
                return self._official(
                    "the trimmed AWS provider is not used: the configuration's version constraints exclude "
                    f"{build.manifest.version}"
                )
        try:
            return self._official()
        except TerraformError as error:
            if not _is_not_installable(error):
                raise
            try:
                build = self._build(f"the official {NAME} can't be installed here")
            except HarnessError as second:
                message = f"{error.message}\nand the trimmed AWS provider can't be built instead: {second.message}"
                raise HarnessError(message, hint=f"{error.hint}\n{second.hint or ''}".strip()) from error
            return self._trimmed(build)

    def _trimmed(self, build: store.Build) -> AwsProvider:
        provider = choose(self.binary, self.directory, constraints=self.constraints, build=build)
        with _checked(build):
            self.init(provider)
        return provider

    def _official(self, *warnings: str) -> AwsProvider:
        provider = choose(self.binary, self.directory, constraints=self.constraints)
        provider = replace(provider, warnings=(*provider.warnings, *warnings))
        self.init(provider)
        return provider

    def _unfit(self, build: store.Build) -> str | None:
        """Return why the trimmed one does not serve, as far as can be told before `init`; None if it does."""
        version, known = build.manifest.version, build.manifest.types
        if not satisfies(parse(version), self.constraints):
            return f"the trimmed AWS provider is not used: {version} does not meet {self.constraints}"
        if missing := sorted(self.needed.difference(known)):
            return f"the trimmed AWS provider is not used: it has no {', '.join(missing)}"
        return None

    def _build(self, reason: str) -> store.Build:
        from privatelink_harness.aws_provider.trimmed import builder

        self.tell(f"build the AWS provider from its source, once, which takes some 4 minutes: {reason}", None)
        return builder.build(tell=self.tell, interrupt=self.interrupt)


@contextmanager
def _checked(build: store.Build) -> Iterator[None]:
    """Reject a damaged build before it is run: it is read beside `init`, which takes as long and only installs it."""
    with ThreadPoolExecutor(1, "privatelink-check") as pool:
        checking = pool.submit(build.check)
        try:
            yield
        finally:
            checking.result()


def recognised(provider: AwsProvider, root: Path) -> AwsProvider:
    """Return an initialised root module's AWS provider; the user's configuration may install a build of ours."""
    build = store.installed(root) if provider.source == "user-config" else None
    if build is None:
        return provider
    cut = build.manifest.waits == "cut"
    return replace(provider, version=build.manifest.version, waits_cut=cut, from_build=True)


def again(provider: str, binary: Binary, directory: Path, *, constraints: str = "") -> AwsProvider:
    """Return the AWS provider of a stack that was initialised before.

    Parameters:
        provider: the `source` of the one that it was initialised with.
        directory: where the CLI configuration file is written.
        constraints: the configuration's version constraints.

    Raises:
        HarnessError: it was the trimmed one, which is gone or damaged.
    """
    build = None
    if provider == "trimmed":
        build = store.find(Recipe.load())
        if build is None:
            raise HarnessError(
                "the stack was applied with the trimmed AWS provider, whose build is gone",
                hint=store.REBUILD,
            )
        build.check()
    return choose(binary, directory, constraints=constraints, build=build)


def types_in(root: Path) -> frozenset[str]:
    """Return the AWS provider's types that a root module and its local modules use, such as `aws_vpc`.

    Modules from elsewhere are not on disk before `init`, and JSON configurations are not read: if the trimmed AWS
    provider lacks a type of theirs, Terraform says so itself.
    """
    files = [file for directory in module_directories(root) for file in directory.glob("*.tf")]
    return frozenset(name for file in files for name in _TYPE.findall(file.read_text(encoding="utf-8")))


def _is_not_installable(error: TerraformError) -> bool:
    """Return whether `terraform init` failed because it found no AWS provider to install."""
    return NAME in error.message and bool(_NOT_INSTALLABLE.search(error.message))
