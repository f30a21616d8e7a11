"""`privatelink services`: the catalogue, which a spec takes short names of services from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from privatelink_cli.answer import Format, FormatOption, Status, columns, reply

if TYPE_CHECKING:
    from privatelink_cli import data
    from privatelink_generator.aws.services import Service


def services(
    word: Annotated[
        str | None,
        typer.Argument(metavar="[WORD]", help="Only services with this in their name or title.", show_default=False),
    ] = None,
    region: Annotated[str, typer.Option(metavar="REGION", help="Region whose names are shown.")] = "us-east-1",
    output_format: FormatOption = Format.TEXT,
) -> int:
    """List the AWS services that have endpoints.

    The first column is what a spec has as `service`. A service need not exist in every Region.
    The exit code is 2 where none matches.
    """
    from privatelink_generator.aws import services as catalogue
    from privatelink_generator.aws.partitions import is_region

    if not is_region(region):
        raise typer.BadParameter(f"{region!r} is not a Region; write one such as eu-west-1", param_hint="--region")
    found = [_data(service, region) for service in catalogue.search(word or "")]
    answer: data.Services = {"region": region, "services": found}
    return reply(
        "services",
        output_format,
        answer,
        _text(found) if found else [_nothing(word or "")],
        status=Status.OK if found else Status.FAILED,
    )


def _data(service: Service, region: str) -> data.Service:
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
        "cross_region": service.cross_region,
        "address_types": None if address_types is None else list(address_types),
        "unconfirmed": [key for key, is_guessed in guessed.items() if is_guessed],
    }


def _text(found: Sequence[data.Service]) -> Iterator[str]:
    yield from columns(_rows(found))
    if any(service["unconfirmed"] for service in found):
        yield "(?): likely; no document says so"


def _rows(found: Sequence[data.Service]) -> Iterator[tuple[str, ...]]:
    yield "service", "types", "ports", "policy", "Regions", "title", "private DNS names"
    for service in found:
        yield (
            service["name"],
            ", ".join(service["types"]),
            ", ".join(service["ports"]),
            _marked("yes" if service["policy"] else "no", "policy", service),
            _regions(service),
            service["title"],
            _marked(", ".join(service["private_dns_names"]) or "none", "private_dns_names", service),
        )


def _regions(service: data.Service) -> str:
    if service["home"]:
        return _marked(f"{service['home']} only", "home", service)
    return "across Regions" if service["cross_region"] else "own"


def _marked(text: str, key: str, service: data.Service) -> str:
    return f"{text} (?)" if key in service["unconfirmed"] else text


def _nothing(word: str) -> str:
    from privatelink_generator.aws.services import UnknownServiceError

    near = ", ".join(UnknownServiceError.of(word).suggestions)
    suggestion = f"; did you mean {near}?" if near else ""
    return f"no service has {word!r} in its name or title{suggestion}"
