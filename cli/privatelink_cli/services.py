"""`privatelink services`: the catalogue, which a spec takes short names of services from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, columns, reply
from privatelink_cli.options import check_region

if TYPE_CHECKING:
    from privatelink_cli import data
    from privatelink_generator.aws.services import Service


def services(
    pattern: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATTERN]",
            help="Only services with this in their name or title, or whose name matches it, as in 'ecr.*'.",
            show_default=False,
        ),
    ] = None,
    region: Annotated[
        str, typer.Option(metavar="REGION", help="Region whose names are shown.", callback=check_region)
    ] = "us-east-1",
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Ask the LocalStack that runs what it offers, and say what differs.")
    ] = False,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """List the AWS services that have endpoints.

    The first column is what a spec has as `service`. A service need not exist in every Region: of that the catalogue
    knows only which are in one Region alone. With --live, which needs the extras [harness,localstack], the API of
    LocalStack is asked for the services of the Region, and their zones. The exit code is 2 where none matches.
    """
    from privatelink_generator.aws import services as catalogue

    word = pattern or ""
    found = catalogue.search(word, region)
    asked = _ask(word, found, region) if live else None
    answer: data.Services = {
        "region": region,
        "services": [_data(service, region, asked) for service in found],
        "live": None if asked is None else asked.data,
    }
    return reply(
        "services",
        output_format,
        answer,
        _text(answer) if found else [_nothing(word)],
        status=Status.OK if found else Status.FAILED,
    )


_SHOWN = frozenset({"home", "policy", "private_dns_names"})
"""Facts that the table marks where no document has them."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The API's answer about services.

    Parameters:
        zones: of each service that it offers, by short name.
    """

    zones: Mapping[str, Sequence[str]]
    data: data.LiveServices


def _ask(word: str, found: Sequence[Service], region: str) -> _Asked:
    """Ask the target's API for the services found, and for those that the catalogue lacks.

    Raises:
        HarnessError: no target answers.
    """
    from privatelink_generator.aws import services as catalogue
    from privatelink_harness.checks import offered
    from privatelink_harness.targets.localstack.target import LocalStackTarget

    session = LocalStackTarget(region).attach()
    offers = offered.offers(session, region)
    zones = {
        service.name: sorted({zone for offer in those for zone in offer.zones})
        for service in found
        if (those := offered.offers_of(service, region, offers))
    }
    differences = offered.differences(found, region, offers)
    unlisted = offered.unlisted(catalogue.services().values(), region, offers)
    return _Asked(
        zones,
        {
            "target": session.name,
            "differences": [{"service": each.service, "reason": each.reason} for each in differences],
            "unlisted": [name for name in unlisted if catalogue.means(word, name)],
        },
    )


def _data(service: Service, region: str, asked: _Asked | None) -> data.Service:
    facts, likely = service.facts, service.likely
    home = facts.home_for(region)
    guessed = {
        "home": home is None and likely.home_for(region) is not None,
        "policy": facts.policy and not likely.policy,
        "address_types": facts.address_types is None and likely.address_types is not None,
        "private_dns_names": service.source == "rule",
    }
    address_types = facts.address_types or likely.address_types
    return {
        "name": service.name,
        "title": service.title,
        "types": list(service.endpoint_types),
        "service_names": {each: service.service_name(region, each) for each in service.endpoint_types},
        "private_dns_names": list(service.private_dns_names(region)),
        "ports": [str(port) for port in service.ports],
        "policy": facts.policy and likely.policy,
        "home": home or likely.home_for(region),
        "available": _is_available(service, region, asked),
        "zones": None if asked is None else list(asked.zones.get(service.name, ())),
        "cross_region": service.cross_region,
        "address_types": None if address_types is None else list(address_types),
        "unconfirmed": [key for key, is_guessed in guessed.items() if is_guessed],
    }


def _is_available(service: Service, region: str, asked: _Asked | None) -> bool | None:
    """Return whether the service's endpoints can be made in the Region; None if nobody knows."""
    if asked:
        return service.name in asked.zones
    home = service.facts.home_for(region)
    return None if home is None else home == region


def _text(answer: data.Services) -> Iterator[str]:
    found, live = answer["services"], answer["live"]
    yield from columns(_rows(found, answer["region"], is_live=live is not None))
    if any(not _SHOWN.isdisjoint(service["unconfirmed"]) for service in found):
        yield "(?): likely; no document says so"
    if live:
        count = sum(bool(service["available"]) for service in found)
        yield f"{live['target']} offers {count} of them in {answer['region']}"
        for difference in live["differences"]:
            yield f"differs: {difference['service']}: {difference['reason']}"
        if live["unlisted"]:
            yield f"not in the catalogue: {', '.join(live['unlisted'])}"


def _rows(found: Sequence[data.Service], region: str, *, is_live: bool) -> Iterator[tuple[str, ...]]:
    zones = ("zones",) if is_live else ()
    yield "service", "types", "ports", "policy", "Regions", *zones, "title", "service name", "private DNS names"
    for service in found:
        yield (
            service["name"],
            ", ".join(service["types"]),
            ", ".join(service["ports"]),
            _marked("yes" if service["policy"] else "no", "policy", service),
            _regions(service),
            *([_zones(service, region)] if is_live else []),
            service["title"],
            ", ".join(dict.fromkeys(service["service_names"].values())),
            _marked(", ".join(service["private_dns_names"]) or "none", "private_dns_names", service),
        )


def _zones(service: data.Service, region: str) -> str:
    """Return the letters of the service's zones in the Region."""
    letters = (zone.removeprefix(region) for zone in service["zones"] or ())
    return ", ".join(letters) or ("none" if service["available"] else "not offered")


def _regions(service: data.Service) -> str:
    if service["home"]:
        return _marked(f"{service['home']} only", "home", service)
    return "across Regions" if service["cross_region"] else "own"


def _marked(text: str, key: str, service: data.Service) -> str:
    return f"{text} (?)" if key in service["unconfirmed"] else text


def _nothing(word: str) -> str:
    if not {"*", "?", "["}.isdisjoint(word):
        return f"no service's name matches {word!r}"
    from privatelink_generator.aws.services import UnknownServiceError

    near = ", ".join(UnknownServiceError.of(word).suggestions)
    suggestion = f"; did you mean {near}?" if near else ""
    return f"no service has {word!r} in its name or title{suggestion}"
