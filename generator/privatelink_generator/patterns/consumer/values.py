"""Texts of a consumer spec: names of services, Availability Zones and addresses."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from privatelink_generator.aws import services as catalogue
from privatelink_generator.aws.partitions import is_region
from privatelink_generator.aws.service_names import is_amazon, is_custom
from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.patterns.base import Flag


def _service(value: str) -> str:
    try:
        return catalogue.find(value).name
    except catalogue.UnknownServiceError as error:
        near = ", ".join(repr(name) for name in error.suggestions[:3])
        suggestion = f"; did you mean {near}?" if near else ""
        raise ValueError(
            f"is not in the catalogue of services with endpoints{suggestion} "
            "(give a service that the catalogue does not know by its whole name, as service_name)"
        ) from error


@dataclass(frozen=True)
class _Catalogued:
    """The services with endpoints of one type, for the JSON Schema: editors complete them."""

    endpoint_type: catalogue.EndpointType

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), "enum": catalogue.names(self.endpoint_type)}


GIVEN = "given"
"""The `service_name` of a service whose name the module's caller knows."""


def _service_name(value: str) -> str:
    if not (value == GIVEN or is_custom(value) or is_amazon(value)):
        raise ValueError(
            "is not a service name; a custom or marketplace service's is "
            "com.amazonaws.vpce.<region>.vpce-svc-<17 hex digits>, an AWS service's com.amazonaws.<region>.<service>, "
            "and given takes a custom one from the variable service_names"
        )
    return value


def _zone(value: str) -> str:
    if not is_region(value[:-1]) or value[-1] not in ascii_lowercase:
        raise ValueError("is not an Availability Zone's name, such as us-east-1a")
    return value


def _ipv4(value: str) -> str:
    try:
        return str(ipaddress.IPv4Address(value))
    except ValueError as error:
        raise ValueError("is not an IPv4 address") from error


def _ipv6(value: str) -> str:
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError as error:
        raise ValueError("is not an IPv6 address") from error
    if address.scope_id:
        raise ValueError(f"has a zone, which only its own machine knows; leave %{address.scope_id} out")
    return str(address)


def _dns_mode(value: object) -> object:
    if value is None or isinstance(value, bool) or value == "after-acceptance":
        return value
    near = did_you_mean(str(value), ["true", "false", "after-acceptance"])
    raise ValueError(f"is not one of true, false and after-acceptance{near}")


Zone = Annotated[str, AfterValidator(_zone)]
Ipv4 = Annotated[str, AfterValidator(_ipv4)]
Ipv6 = Annotated[str, AfterValidator(_ipv6)]
ServiceName = Annotated[str, AfterValidator(_service_name)]
GatewayService = Annotated[str, AfterValidator(_service), _Catalogued("gateway")]
InterfaceService = Annotated[str, AfterValidator(_service), _Catalogued("interface")]
DnsMode = Annotated[Flag | Literal["after-acceptance"] | None, BeforeValidator(_dns_mode)]
