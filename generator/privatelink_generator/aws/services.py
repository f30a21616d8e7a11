"""The AWS services that have VPC endpoints: their service names and private DNS names in every Region.

The data is services.json beside this file, made by scripts/catalogue.py; docs/catalogue.md says where each
kind of knowledge comes from. The catalogue is a convenience, never a gate: a spec names a service that is not
in it by its full `service_name`.
"""

from __future__ import annotations

import difflib
import functools
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Kind = Literal["interface", "gateway"]
Source = Literal["botocore", "documented", "rule"]

_EVERYWHERE = "*"
_MOST_SUGGESTIONS = 5
# What comes before the short name in a full one.
_PREFIX = re.compile(r"(?:(cn\.)?com\.amazonaws|aws\.(api|sagemaker)|api\.aws)\.([a-z]+-[a-z-]+-\d+\.)?")


class UnknownServiceError(LookupError):
    """No service of that name is in the catalogue.

    Parameters:
        name: what was asked for.
        suggestions: short names that may be meant, best first; may be empty.
    """

    def __init__(self, name: str, suggestions: tuple[str, ...]) -> None:
        super().__init__(f"no AWS service named {name!r} is in the catalogue")
        self.name = name
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True)
class Partition:
    """A group of Regions that share accounts, ARNs and DNS suffixes.

    Parameters:
        name: as in ARNs: "aws", "aws-cn", "aws-us-gov", ….
        dns_suffix, dual_stack_suffix: of host names: "amazonaws.com" and "api.aws" in aws.
        regions: the form of its Regions' names.
    """

    name: str
    dns_suffix: str
    dual_stack_suffix: str
    regions: re.Pattern[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Service:
    """An AWS service with a VPC endpoint.

    Parameters:
        name: the short name, as a spec writes it: "lambda", "ecr.api", "s3".
        kinds: the endpoint types that it offers; "interface" is PrivateLink.
        title: as AWS writes it: "AWS Lambda".
        ports: the TCP ports that clients use.
        source: where the private DNS names come from; "rule" is a guess that nobody has confirmed.
        service_templates: of the service name, by Region, partition or "*".
        dns_templates: of the private DNS names, likewise.
    """

    name: str
    kinds: tuple[Kind, ...]
    title: str
    ports: tuple[int, ...]
    source: Source
    service_templates: Mapping[str, str] = field(repr=False, hash=False)
    dns_templates: Mapping[str, tuple[str, ...]] = field(repr=False, hash=False)

    def service_name(self, region: str, kind: Kind = "interface") -> str:
        """The endpoint service's name, "com.amazonaws.us-east-1.lambda"; in China, S3's kinds have two names.

        Raises ValueError for what is no Region.
        """
        templates = self.service_templates if kind == "interface" else {}
        return _pick(templates, region, f"com.amazonaws.{{region}}.{self.name}").format(region=region)

    def private_dns_names(self, region: str) -> tuple[str, ...]:
        """The names that private DNS resolves to the endpoint, the main one first; empty if AWS offers none.

        AWS may add dual-stack and FIPS forms of the main name. Raises ValueError for what is no Region.
        """
        of = partition(region)
        suffixes = {"dns_suffix": of.dns_suffix, "dual_stack_suffix": of.dual_stack_suffix}
        return tuple(name.format(region=region, **suffixes) for name in _pick(self.dns_templates, region, ()))


def services() -> Mapping[str, Service]:
    """Every service by its short name, in alphabetical order."""
    return _catalogue().services


def find(name: str) -> Service:
    """The service of exactly this short name. Raises UnknownServiceError, with suggestions."""
    if name not in services():
        raise UnknownServiceError(name, _suggest(name))
    return services()[name]


def partition(region: str) -> Partition:
    """The partition of a Region, by the form of its name. Raises ValueError for what is no Region's name."""
    for candidate in _catalogue().partitions:
        if candidate.regions.fullmatch(region):
            return candidate
    raise ValueError(f"{region!r} does not look like an AWS Region")


def is_region(name: str) -> bool:
    """Whether this has the form of an AWS Region's name; a new Region passes, and so does "us-nowhere-9"."""
    return any(candidate.regions.fullmatch(name) for candidate in _catalogue().partitions)


@dataclass(frozen=True, slots=True)
class _Catalogue:
    services: Mapping[str, Service]
    partitions: tuple[Partition, ...]
    aliases: Mapping[str, tuple[str, ...]]


@functools.cache
def _catalogue() -> _Catalogue:
    data = json.loads(Path(__file__).with_name("services.json").read_text(encoding="utf-8"))
    return _Catalogue(
        services=MappingProxyType({name: _service(name, entry) for name, entry in data["services"].items()}),
        partitions=tuple(
            # `\w` and `\d` mean ASCII here: a Region's name ends up in DNS names.
            Partition(name, entry["dns"], entry["dual_stack"], re.compile(entry["regions"], re.ASCII))
            for name, entry in data["partitions"].items()
        ),
        aliases={alias: tuple(names) for alias, names in data["aliases"].items()},
    )


def _service(name: str, entry: Mapping[str, Any]) -> Service:
    return Service(
        name=name,
        kinds=tuple(entry["kinds"]),
        title=entry["title"],
        ports=tuple(entry.get("ports", (443,))),
        source=entry["source"],
        service_templates=entry.get("service", {}),
        dns_templates={where: tuple(names) for where, names in entry["dns"].items()},
    )


def _pick[T](templates: Mapping[str, T], region: str, otherwise: T) -> T:
    """What holds in this Region: its own template, else its partition's, else everyone's."""
    for where in (region, partition(region).name, _EVERYWHERE):
        if where in templates:
            return templates[where]
    return otherwise


def _suggest(asked: str) -> tuple[str, ...]:
    """Short names that may be meant, best first. FIPS services only where FIPS is asked for."""
    wanted = re.sub(r"[\s_]+", "-", _PREFIX.sub("", asked.strip().lower(), count=1))
    wanted = re.sub(r"^(?:amazon|aws)-", "", wanted)
    for matches in (_same, _related, _similar):
        found = [name for name in matches(wanted) if "fip" in wanted or "fips" not in name]
        if found:
            return tuple(dict.fromkeys(found))[:_MOST_SUGGESTIONS]
    return ()


def _same(wanted: str) -> Iterator[str]:
    """What people call the service, or its name with other punctuation."""
    yield from _catalogue().aliases.get(wanted, ())
    yield from (name for name in services() if "".join(_words(name)) == "".join(_words(wanted)))


def _related(wanted: str) -> Iterator[str]:
    """Services with all these words in their title, then those with one as a label of their name."""
    if words := set(_words(wanted)):
        yield from (service.name for service in services().values() if words <= set(_words(service.title)))
        yield from (name for name in services() if wanted in _words(name))


def _similar(wanted: str) -> Iterator[str]:
    """Services whose name or alias is spelt much like this."""
    aliases = _catalogue().aliases
    for close in difflib.get_close_matches(wanted, [*services(), *aliases], n=3, cutoff=0.72):
        yield from aliases.get(close, (close,))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())
