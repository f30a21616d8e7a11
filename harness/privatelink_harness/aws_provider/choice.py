"""Which AWS provider a stack runs with: the official one, or the trimmed build of its own code.

Real accounts see the official provider only. On LocalStack `auto` takes the trimmed one where it is built and serves
the configuration, else the official one, and builds the trimmed one where the official one is not to be had.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from privatelink_harness.aws_provider.installation import NAME, Provider, choose
from privatelink_harness.aws_provider.trimmed import builder, store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.errors import HarnessError
from privatelink_harness.terraform import Binary, Interrupt, TerraformError
from privatelink_harness.terraform.version import parse, satisfies
from privatelink_harness.terraform.workspace import module_directories

type Wanted = Literal["auto", "official", "trimmed"]
type Target = Literal["localstack", "sandbox"]

_NOT_TO_BE_HAD = re.compile(
    r"failed to query available provider packages|failed to install provider|could not connect to registry|"
    r"was not found in any of the search locations|no available releases match|provider registry",
    re.IGNORECASE,
)
_TYPE = re.compile(r'^\s*(?:resource|data|ephemeral)\s+"(aws_\w+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a provider is chosen for.

    Parameters:
        binary: which Terraform will run.
        directory: the work directory, where the CLI configuration file is written.
        init: runs `terraform init` with a provider's CLI configuration.
        constraints: the configuration's version constraints, such as `>= 5.83, < 7.0`.
        needed: the resource and data source types of the configuration, see `types_in`.
        tell: who wants to know of a build.
        interrupt: how to stop a build from another thread.
    """

    binary: Binary
    directory: Path
    init: Callable[[Provider], object]
    constraints: str = ""
    needed: frozenset[str] = frozenset()
    tell: builder.Tell = builder.silent
    interrupt: Interrupt | None = None

    def initialise(self, wanted: Wanted = "auto", target: Target = "localstack") -> Provider:
        """Choose the provider, and initialise with it; with another one where the first is not to be had.

        Parameters:
            wanted: which one.
            target: what the stack is applied to.

        Raises:
            HarnessError: no provider is to be had, the wanted one can't be used here, a build fails or is damaged.
        """
        if target == "sandbox" and wanted == "trimmed":
            raise HarnessError(
                "real accounts take the official AWS provider only, and --aws-provider trimmed asks for another",
                hint="Leave --aws-provider out.",
            )
        if target == "sandbox" or wanted == "official":
            return self._official()
        build = store.find(Recipe.load())
        if wanted == "trimmed":
            build = build or self._build("--aws-provider trimmed asks for it")
            if unfit := self._unfit(build):
                raise HarnessError(unfit, hint="Write --aws-provider official, or auto.")
            return self._trimmed(build)
        return self._auto(build)

    def _auto(self, build: store.Build | None) -> Provider:
        """The trimmed provider if it is built and serves; else the official one; else the trimmed one, built now."""
        if build and (unfit := self._unfit(build)):
            return self._official(unfit)
        if build:
            try:
                return self._trimmed(build)
            except TerraformError as error:
                if not _not_to_be_had(error):
                    raise
                return self._official(f"The configuration's version constraints exclude {build.manifest.version}.")
        try:
            return self._official()
        except TerraformError as error:
            if not _not_to_be_had(error):
                raise
            try:
                build = self._build(f"the official {NAME} is not to be had here")
            except HarnessError as second:
                message = f"{error.message}\nand it can't be built from its source instead: {second.message}"
                raise HarnessError(message, hint=f"{error.hint}\n{second.hint or ''}".strip()) from error
            return self._trimmed(build)

    def _trimmed(self, build: store.Build) -> Provider:
        build.check()
        provider = choose(self.binary, self.directory, constraints=self.constraints, build=build)
        self.init(provider)
        return provider

    def _official(self, *warnings: str) -> Provider:
        provider = choose(self.binary, self.directory, constraints=self.constraints)
        provider = replace(provider, warnings=(*provider.warnings, *warnings))
        self.init(provider)
        return provider

    def _unfit(self, build: store.Build) -> str | None:
        """Why the trimmed provider does not serve, as far as can be told before `init`."""
        version, known = build.manifest.version, build.manifest.types
        if not satisfies(parse(version), self.constraints):
            return f"The trimmed provider is {version}, and {self.constraints} is asked for."
        if missing := sorted(self.needed.difference(known)):
            return f"The trimmed provider has no {', '.join(missing)}."
        return None

    def _build(self, reason: str) -> store.Build:
        self.tell(f"build the AWS provider from its source, once, for some 4 minutes: {reason}", None)
        return builder.build(tell=self.tell, interrupt=self.interrupt)


def again(provider: str, binary: Binary, directory: Path, *, constraints: str = "") -> Provider:
    """The provider of a stack that was initialised before.

    Parameters:
        provider: the `source` of the one that it was initialised with.
        binary: which Terraform will run.
        directory: the work directory.
        constraints: the configuration's version constraints.

    Raises:
        HarnessError: it was the trimmed one, and that is gone or damaged.
    """
    build = None
    if provider == "trimmed":
        build = store.find(Recipe.load())
        if build is None:
            raise HarnessError(
                "the stack was made with the trimmed AWS provider, and there is no build of it any more",
                hint=store.REBUILD,
            )
        build.check()
    return choose(binary, directory, constraints=constraints, build=build)


def types_in(root: Path) -> frozenset[str]:
    """The AWS provider's types that a root module and the local modules that it calls use: `aws_vpc`.

    Modules from elsewhere are not here before `init`, and JSON configurations are not read: where the trimmed provider
    lacks a type of theirs, Terraform says so itself.
    """
    files = [file for directory in module_directories(root) for file in directory.glob("*.tf")]
    return frozenset(name for file in files for name in _TYPE.findall(file.read_text(encoding="utf-8")))


def _not_to_be_had(error: TerraformError) -> bool:
    """Whether `terraform init` failed because it found no fitting AWS provider."""
    return NAME in error.message and bool(_NOT_TO_BE_HAD.search(error.message))
