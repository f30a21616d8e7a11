"""The inputs of a build: the data in `build/`, the edits of this package, and the options."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from privatelink_harness.aws_provider.mirror import here
from privatelink_harness.aws_provider.trimmed import serving, waits

DATA = Path(__file__).with_name("build")
"""go.mod, go.sum and provider.toml; in `source` our own Go files, which are added."""

EDITS = 3
"""Version of the edits that are code; raise it with every change of their result."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a build.

    Parameters:
        keep_waits: leave the AWS provider's fixed waits in.
    """

    keep_waits: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """All inputs of a build, except Go.

    Parameters:
        version: of hashicorp/aws.
        services: the services that stay, by the names of their packages, such as `ec2`.
        go_mod: text of the file that names the modules.
        go_sum: text of the file with their checksums.
        platform: of the build, in Terraform's form, such as `linux_amd64`.
    """

    version: str
    services: tuple[str, ...]
    options: Options
    go_mod: str
    go_sum: str
    platform: str

    @classmethod
    def load(cls, options: Options | None = None) -> Recipe:
        """Return the recipe of this release of the project."""
        data = tomllib.loads((DATA / "provider.toml").read_text(encoding="utf-8"))
        return cls(
            version=data["version"],
            services=tuple(sorted(data["services"])),
            options=options or Options(),
            go_mod=(DATA / "go.mod").read_text(encoding="utf-8"),
            go_sum=(DATA / "go.sum").read_text(encoding="utf-8"),
            platform=here(),
        )

    @property
    def digest(self) -> str:
        """12 hex digits over all inputs except Go: builds by any Go behave alike."""
        edits = [asdict(edit) for edit in (*waits.SDK, *waits.PROVIDER, serving.MAIN)]
        return _digest(asdict(self) | {"edits": edits, "added": serving.added(), "code": EDITS})

    def key(self, go: str) -> str:
        """Return the build's name: 12 hex digits over its inputs and the Go that compiles it, such as `go1.26.1`."""
        return _digest([self.digest, go])


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
