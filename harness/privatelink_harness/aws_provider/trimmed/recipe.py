"""What a build is made of: the data in `build/`, the edits of this package, and the options."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from privatelink_harness.aws_provider.mirror import here
from privatelink_harness.aws_provider.trimmed import waits

DATA = Path(__file__).with_name("build")
"""go.mod, go.sum and provider.toml."""

EDITS = 1
"""Version of the edits that are code: to be raised when they come to give another result."""


@dataclass(frozen=True, slots=True)
class Options:
    """What of the provider is to be changed.

    Parameters:
        keep_waits: leave its fixed waits in.
    """

    keep_waits: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a build is made of.

    Parameters:
        version: of hashicorp/aws.
        services: the services that stay, by the names of their packages: `ec2`.
        options: what is changed.
        go_mod: text of the file that names the modules.
        go_sum: text of the file with their checksums.
        platform: what it runs on: `linux_amd64`.
    """

    version: str
    services: tuple[str, ...]
    options: Options
    go_mod: str
    go_sum: str
    platform: str

    @classmethod
    def load(cls, options: Options | None = None) -> Recipe:
        """The recipe that this release of the project has."""
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
        """12 hex digits over all that goes in, except Go: what the result does is the same with any."""
        edits = [asdict(edit) for edit in (*waits.SDK, *waits.PROVIDER)]
        return _digest(asdict(self) | {"edits": edits, "code": EDITS})

    def key(self, go: str) -> str:
        """The build's name: 12 hex digits over all that goes in, with the Go that compiles it, `go1.26.1`."""
        return _digest([self.digest, go])


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
