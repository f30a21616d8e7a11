"""The AWS services that have VPC endpoints: their service names and private DNS names in every Region.

The data is services.json beside this file, which scripts/catalogue.py makes; docs/catalogue.md names the source of each
kind of fact. The catalogue is a convenience, never a gate: a spec gives a service that the catalogue lacks by its whole
name, as `service_name`.
"""

from __future__ import annotations

import difflib
import fnmatch
import functools
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from privatelink_generator.aws import data
from privatelink_generator.aws.partitions import partition
from privatelink_generator.aws.ports import PortRange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AddressType = Literal["ipv4", "ipv6"]
EndpointType = Literal["interface", "gateway"]
Source = Literal["botocore", "documented", "rule"]

_EVERYWHERE = "*"
_WITHOUT_REGION = "us-east-1"  # Stands for any Region in the names of services that have none there.
_MOST_SUGGESTIONS = 5
_PATTERN = frozenset("*?[")
# What precedes the short name in a whole service name.
_PREFIX = re.compile(r"(?:(cn\.)?com\.amazonaws|aws\.(api|sagemaker)|api\.aws)\.([a-z]+-[a-z-]+-\d+\.)?")


class UnknownServiceError(LookupError):
    """The catalogue has no service of this name.

    Parameters:
        suggestions: short names that may be meant, best first; may be empty.
    """

    def __init__(self, name: str, suggestions: tuple[str, ...]) -> None:
        super().__init__(f"no AWS service named {name!r} is in the catalogue")
        self.name = name
        self.suggestions = suggestions

    @classmethod
    def of(cls, name: str) -> UnknownServiceError:
        """Return the error about a name, with suggestions."""
        return cls(name, _suggest(name))


@dataclass(frozen=True, slots=True)
class Facts:
    """What differs from service to service beside names.

    Parameters:
        home: by partition, the one Region in which the service's endpoints are made.
        policy: whether its endpoints take a policy.
        address_types: of its interface endpoints; None if nobody says.
    """

    home: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    policy: bool = True
    address_types: tuple[AddressType, ...] | None = None

    def home_for(self, region: str) -> str | None:
        """Return the home of the partition that the given Region belongs to; None if there is none."""
        return self.home.get(partition(region).name)


@dataclass(frozen=True, slots=True)
class Service:
    """An AWS service with a VPC endpoint.

    Parameters:
        name: the short name, as a spec writes it: "lambda", "ecr.api", "s3".
        endpoint_types: "interface" is PrivateLink.
        title: as AWS writes it: "AWS Lambda".
        ports: the TCP ports that clients use.
        source: where the private DNS names come from; "rule" is a guess that nobody has confirmed.
        service_templates: service names by Region, partition or "*".
        dns_templates: private DNS names, likewise.
        cross_region: whether interface endpoints of other Regions reach it.
        facts: what AWS documents.
        likely: what no document says in so many words.
    """

    name: str
    endpoint_types: tuple[EndpointType, ...]
    title: str
    ports: tuple[PortRange, ...]
    source: Source
    service_templates: Mapping[str, str] = field(repr=False, hash=False)
    dns_templates: Mapping[str, tuple[str, ...]] = field(repr=False, hash=False)
    cross_region: bool
    facts: Facts
    likely: Facts

    def service_name(self, region: str, endpoint_type: EndpointType = "interface") -> str:
        """Return the endpoint service's name, "com.amazonaws.us-east-1.lambda"; S3 has two names in China.

        Raise ValueError for a text that has no Region's form.
        """
        templates = self.service_templates if endpoint_type == "interface" else {}
        return _pick(templates, region, f"com.amazonaws.{{region}}.{self.name}").format(region=region)

    def private_dns_names(self, region: str) -> tuple[str, ...]:
        """Return the names that private DNS resolves to the endpoint, the main one first; empty if AWS offers none.

        AWS may add dual-stack and FIPS forms of the main name. Raise ValueError for a text that has no Region's form.
        """
        home = partition(region)
        suffixes = {"dns_suffix": home.dns_suffix, "dual_stack_suffix": home.dual_stack_suffix}
        return tuple(name.format(region=region, **suffixes) for name in _pick(self.dns_templates, region, ()))


@functools.cache
def services() -> Mapping[str, Service]:
    """Return every service by its short name, in alphabetical order."""
    return MappingProxyType({name: _service(name) for name in _entries()})


def find(name: str) -> Service:
    """Return the service of exactly this short name. Raise UnknownServiceError, with suggestions."""
    if name not in _entries():
        raise UnknownServiceError.of(name)
    return _service(name)


def search(text: str, region: str = _WITHOUT_REGION) -> tuple[Service, ...]:
    """Return the services that a text means, in alphabetical order.

    Parameters:
        text: a part of a name or title, or an alias; with `*`, `?` or `[`, a pattern for the whole short name, or for
            the whole service name in the Region.
    """
    wanted = text.strip().lower()
    if not _PATTERN.isdisjoint(wanted):
        return tuple(service for service in services().values() if _matches(service, wanted, region))
    aliased = set(_same(wanted))
    return tuple(
        service
        for service in services().values()
        if wanted in service.name or wanted in service.title.lower() or service.name in aliased
    )


def means(text: str, name: str) -> bool:
    """Return whether a text of `search` means a service of this whole name that the catalogue lacks."""
    wanted = text.strip().lower()
    return wanted in name if _PATTERN.isdisjoint(wanted) else fnmatch.fnmatchcase(name, wanted)


def _matches(service: Service, pattern: str, region: str) -> bool:
    whole = (service.service_name(region, each) for each in service.endpoint_types)
    return any(fnmatch.fnmatchcase(name, pattern) for name in (service.name, *whole))


def names(endpoint_type: EndpointType) -> list[str]:
    """Return the short names of the services with endpoints of this type, in alphabetical order."""
    return [name for name, entry in _entries().items() if endpoint_type in entry["kinds"]]


@functools.cache
def find_by_service_name(name: str, region: str | None) -> Service | None:
    """Return the service of a whole service name, for interface endpoints; None if the catalogue has none.

    Parameters:
        region: that the name has; None for a name without one, as "com.amazonaws.iam".
    """
    here = region or _WITHOUT_REGION
    return next((each for each in services().values() if each.service_name(here) == name), None)


def _entries() -> Mapping[str, Mapping[str, Any]]:
    entries: Mapping[str, Mapping[str, Any]] = data.catalogue()["services"]
    return entries


@functools.cache
def _service(name: str) -> Service:
    entry = _entries()[name]
    return Service(
        name=name,
        endpoint_types=tuple(entry["kinds"]),
        title=entry["title"],
        ports=tuple(PortRange.parse(port) for port in entry.get("ports", (443,))),
        source=entry["source"],
        service_templates=entry.get("service", {}),
        dns_templates={where: tuple(names) for where, names in entry["dns"].items()},
        cross_region=entry.get("cross_region", False),
        facts=_facts(entry),
        likely=_facts(entry.get("likely", {})),
    )


def _facts(entry: Mapping[str, Any]) -> Facts:
    types = entry.get("address_types")
    return Facts(entry.get("home", {}), entry.get("policy", True), None if types is None else tuple(types))


def _pick[T](templates: Mapping[str, T], region: str, default: T) -> T:
    """Return the template of the Region, else that of its partition, else the general one."""
    for key in (region, partition(region).name, _EVERYWHERE):
        if key in templates:
            return templates[key]
    return default


def _suggest(name: str) -> tuple[str, ...]:
    """Return short names that may be meant, best first; FIPS services only if the name mentions FIPS."""
    wanted = re.sub(r"[\s_]+", "-", _PREFIX.sub("", name.strip().lower(), count=1))
    wanted = re.sub(r"^(?:amazon|aws)-", "", wanted)
    for matches in (_same, _related, _similar):
        candidates = [name for name in matches(wanted) if "fip" in wanted or "fips" not in name]
        if candidates:
            return tuple(dict.fromkeys(candidates))[:_MOST_SUGGESTIONS]
    return ()


def _aliases() -> Mapping[str, list[str]]:
    aliases: Mapping[str, list[str]] = data.catalogue()["aliases"]
    return aliases


def _same(wanted: str) -> Iterator[str]:
    """Yield services with this alias, or with this name in other punctuation."""
    yield from _aliases().get(wanted, ())
    yield from (name for name in services() if "".join(_words(name)) == "".join(_words(wanted)))


def _related(wanted: str) -> Iterator[str]:
    """Yield services with all these words in their title, then those with one as a label of their name."""
    if words := set(_words(wanted)):
        yield from (service.name for service in services().values() if words <= set(_words(service.title)))
        yield from (name for name in services() if wanted in _words(name))


def _similar(wanted: str) -> Iterator[str]:
    """Yield services whose name or alias is spelt much like this."""
    aliases = _aliases()
    for close in difflib.get_close_matches(wanted, [*services(), *aliases], n=3, cutoff=0.72):
        yield from aliases.get(close, (close,))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())
