"""What a request makes of a listener: a new one, or a changed one. Whether it fits is checked in `checks`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from privatelink_localstack.load_balancing.attributes import defaults
from privatelink_localstack.load_balancing.errors import not_emulated, validation_error
from privatelink_localstack.load_balancing.listeners.actions import normalized
from privatelink_localstack.load_balancing.listeners.attributes import LISTENER
from privatelink_localstack.load_balancing.listeners.model import GENEVE_PORT, Listener, ListenerSettings
from privatelink_localstack.load_balancing.listeners.ssl_policy import DEFAULT_POLICY
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer


def new_listener(load_balancer: LoadBalancer, settings: ListenerSettings, arn: str) -> Listener:
    """Return the listener that a request describes."""
    protocol, port = _protocol_and_port(load_balancer, settings)
    listener = Listener(
        arn=arn,
        load_balancer_arn=load_balancer.arn,
        protocol=protocol,
        port=port,
        actions=normalized(settings.actions),
        attributes=defaults(LISTENER.get(protocol, {})),
    )
    return _with_tls(listener, settings)


def changed_listener(load_balancer: LoadBalancer, listener: Listener, settings: ListenerSettings) -> Listener:
    """Return a listener as a request changes it. Settings that the request does not have stay."""
    if load_balancer.type == "gateway" and (settings.protocol or settings.port):
        raise validation_error("A protocol and a port cannot be specified for gateway listeners")
    protocol = settings.protocol or listener.protocol
    if protocol != listener.protocol:
        # Nothing that belongs to the earlier protocol stays.
        listener = replace(
            listener,
            protocol=protocol,
            ssl_policy=None,
            certificate=None,
            certificates=(),
            alpn_policy=None,
            attributes=defaults(LISTENER.get(protocol, {})),
        )
    changed = replace(
        listener,
        port=settings.port or listener.port,
        actions=normalized(settings.actions) if settings.actions else listener.actions,
    )
    return _with_tls(changed, settings)


def is_same(listener: Listener, other: Listener) -> bool:
    """Return whether two listeners are equal as CreateListener sees it: ARNs, SNI and attributes do not count."""
    neutral: dict[str, Any] = {"arn": "", "certificates": (), "attributes": {}}
    return replace(listener, **neutral) == replace(other, **neutral)


def certificate_arns(certificates: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the ARNs of a request's certificates, which are at most one."""
    if len(certificates) > 1:
        raise validation_error(f"Up to '1' certificate ARNs can be specified, but '{len(certificates)}' were specified")
    for certificate in certificates:
        if "IsDefault" in certificate:
            raise validation_error("You cannot set the isDefault parameter for a certificate")
        if not certificate.get("CertificateArn"):
            raise validation_error("A certificate ARN must be specified")
    return [certificate["CertificateArn"] for certificate in certificates]


def _protocol_and_port(load_balancer: LoadBalancer, settings: ListenerSettings) -> tuple[str, int]:
    if load_balancer.type == "gateway":
        if settings.protocol or settings.port:
            raise validation_error("A protocol and a port cannot be specified for gateway listeners")
        return "GENEVE", GENEVE_PORT
    if not settings.protocol:
        raise validation_error("A listener protocol must be specified")
    if not settings.port:
        raise validation_error("A listener port must be specified")
    return settings.protocol, settings.port


def _with_tls(listener: Listener, settings: ListenerSettings) -> Listener:
    """Return a listener with the security policy, the certificate and the ALPN policy of a request.

    Source of the messages: deployments (`errors`); the one about ALPN of other listeners is a plain reading.
    """
    if listener.protocol != "TLS":
        if settings.mutual_authentication:
            raise validation_error("Mutual Authentication cannot be set for non secure listeners")
        for member, words in (
            # The spelling is AWS's.
            (settings.ssl_policy, "An SSL policy cannot be specifed"),
            (settings.certificates, "A certificate cannot be specified"),
            (settings.alpn_policy, "An ALPN policy cannot be specified"),
        ):
            if member:
                raise validation_error(f"{words} for {listener.protocol} listeners")
        return listener
    if settings.mutual_authentication not in {None, "off"}:
        raise not_emulated("Mutual authentication of TLS listeners")
    if settings.certificates:
        listener = replace(listener, certificate=certificate_arns(settings.certificates)[0])
    if settings.alpn_policy is not None:
        if len(settings.alpn_policy) > 1:
            count = len(settings.alpn_policy)
            raise validation_error(f"Up to '1' ALPN policy can be specified, but '{count}' were specified")
        listener = replace(listener, alpn_policy=next(iter(settings.alpn_policy), None))
    return replace(listener, ssl_policy=settings.ssl_policy or listener.ssl_policy or DEFAULT_POLICY)
