"""Listeners of network and gateway load balancers: the record, and the requests that create and change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

type Actions = tuple[Mapping[str, Any], ...]
"""Actions in the API's form."""

GENEVE_PORT = 6081
"""The one port of gateway load balancers. Requests do not name it."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A listener.

    Parameters:
        protocol: Between clients and the load balancer.
        actions: One, of type `forward`.
        ssl_policy: None unless the protocol is TLS, as the next three are empty.
        certificate: The default certificate's ARN.
        certificates: ARNs of further certificates, for clients that use SNI.
        alpn_policy: None where no request named one; AWS's policy `None` is a string.
        attributes: By key.
    """

    arn: str
    load_balancer_arn: str
    protocol: str
    port: int
    actions: Actions
    ssl_policy: str | None = None
    certificate: str | None = None
    certificates: tuple[str, ...] = ()
    alpn_policy: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListenerSettings:
    """What a request to create or change a listener says. None and empty stand for members that it does not have.

    Parameters:
        certificates: In the API's form.
        alpn_policy: In the API's form, a list of one name; empty removes it.
        mutual_authentication: The mode.
    """

    protocol: str | None = None
    port: int | None = None
    actions: Actions = ()
    ssl_policy: str | None = None
    certificates: tuple[Mapping[str, Any], ...] = ()
    alpn_policy: tuple[str, ...] | None = None
    mutual_authentication: str | None = None
