"""Listeners of network and gateway load balancers. Those of application load balancers are moto's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing import quotas
from privatelink_localstack.load_balancing.attributes import LISTENER, defaults
from privatelink_localstack.load_balancing.errors import conflict, invalid, ssl_policy_not_found
from privatelink_localstack.load_balancing.listeners import action
from privatelink_localstack.load_balancing.listeners.action import Actions, Group, Source
from privatelink_localstack.load_balancing.names import LoadBalancerType
from privatelink_localstack.load_balancing.quotas import Quotas

NETWORK_PROTOCOLS = ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
QUIC = frozenset({"QUIC", "TCP_QUIC"})
WITH_DATAGRAMS = frozenset({"UDP", "TCP_UDP"}) | QUIC
ALPN = ("HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None")
DEFAULT_POLICY = "ELBSecurityPolicy-2016-08"
GENEVE_PORT = 6081


@dataclass(frozen=True, slots=True)
class Listener:
    """A listener.

    Parameters:
        arn: whole.
        load_balancer: its ARN.
        protocol: of its clients.
        port: that it listens on.
        actions: one, that forwards, in the API's form.
        ssl_policy: of TLS, else None.
        certificate: ARN of the default one, of TLS.
        certificates: ARNs of further ones, of TLS.
        alpn: policy of TLS; None where none was ever named, which is not the policy `None`.
        attributes: by key.
    """

    arn: str
    load_balancer: str
    protocol: str
    port: int
    actions: Actions
    ssl_policy: str | None = None
    certificate: str | None = None
    certificates: tuple[str, ...] = ()
    alpn: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a listener is checked against.

    Parameters:
        kind: of its load balancer.
        vpc: of its load balancer.
        address_type: of its load balancer.
        source_nat_prefix: its load balancer uses IPv6 prefixes for source NAT.
        security_groups: its load balancer has some.
        others: the load balancer's other listeners.
        group: gives a target group by its ARN; None where there is none.
        has_certificate: whether there is a certificate with an ARN.
        has_policy: whether there is a security policy with a name.
        quotas: by name.
    """

    kind: LoadBalancerType
    vpc: str
    address_type: str
    source_nat_prefix: bool
    security_groups: bool
    others: Sequence[Listener]
    group: Callable[[str], Group | None]
    has_certificate: Callable[[str], bool]
    has_policy: Callable[[str], bool]
    quotas: Quotas


def create(request: Mapping[str, Any], arn: str, around: Surroundings) -> Listener:
    """Make a listener of a call; an equal one that is there already is given instead.

    Parameters:
        request: of CreateListener.
        arn: for it.
        around: what it is checked against.

    Raises:
        AwsError: something is missing, or not taken.
    """
    protocol, port = _protocol_and_port(request, around.kind)
    listener = _with_security(
        Listener(
            arn=arn,
            load_balancer=request["LoadBalancerArn"],
            protocol=protocol,
            port=port,
            actions=action.read(request.get("DefaultActions") or ()),
            attributes=defaults(LISTENER.get(protocol, {})),
        ),
        request,
    )
    for other in around.others:
        if other.port == port and _settings(other) == _settings(listener):
            return other
    _check(listener, around)
    quotas.check_listeners(around.quotas, around.kind, listener.load_balancer, len(around.others) + 1)
    return listener


def modify(listener: Listener, request: Mapping[str, Any], around: Surroundings) -> Listener:
    """Give a listener after a call has changed it.

    Parameters:
        listener: as it is.
        request: of ModifyListener.
        around: what it is checked against; `others` are without it.

    Raises:
        AwsError: something is not taken.
    """
    if around.kind == "gateway" and (request.get("Protocol") or request.get("Port")):
        raise invalid("A protocol and a port cannot be specified for gateway listeners")
    protocol = request.get("Protocol") or listener.protocol
    if protocol == listener.protocol:
        changed = listener
    else:
        # Without what belonged to the other protocol.
        changed = replace(
            listener,
            protocol=protocol,
            ssl_policy=None,
            certificate=None,
            certificates=(),
            alpn=None,
            attributes=defaults(LISTENER.get(protocol, {})),
        )
    actions = request.get("DefaultActions")
    changed = replace(
        changed,
        port=request.get("Port") or listener.port,
        actions=action.read(actions) if actions else listener.actions,
    )
    changed = _with_security(changed, request)
    _check(changed, around)
    return changed


def add_certificates(listener: Listener, arns: Sequence[str], around: Surroundings) -> Listener:
    """Give a listener with further certificates, for clients that name a server. The default one may be among them.

    Raises:
        AwsError: it can't have any, or there is none with an ARN, or its load balancer has too many then.
    """
    if listener.protocol != "TLS":
        raise conflict(f"Certificates cannot be specified for {listener.protocol} listeners")
    _check_certificates(arns, around.has_certificate)
    changed = replace(listener, certificates=tuple(dict.fromkeys((*listener.certificates, *arns))))
    count = sum(len(each.certificates) for each in (*around.others, changed))
    quotas.check_certificates(around.quotas, listener.load_balancer, count)
    return changed


def remove_certificates(listener: Listener, arns: Sequence[str]) -> Listener:
    """Give a listener without some of its further certificates.

    Raises:
        AwsError: one is the default certificate, and not among the others too.
    """
    if any(arn == listener.certificate and arn not in listener.certificates for arn in arns):
        # The Terraform provider looks for these words.
        raise AwsError("OperationNotPermitted", "Default certificate cannot be removed from the listener")
    return replace(listener, certificates=tuple(each for each in listener.certificates if each not in arns))


def read_certificates(given: Sequence[Mapping[str, Any]]) -> list[str]:
    """Read the certificate that a call names, one at most.

    Raises:
        AwsError: more than one, or one without an ARN, or one that is called the default.
    """
    if len(given) > 1:
        raise invalid("Exactly one certificate must be specified; add others with AddListenerCertificates")
    for each in given:
        if "IsDefault" in each:
            raise invalid("You cannot set the isDefault parameter for a certificate")
        if not each.get("CertificateArn"):
            raise invalid("A certificate ARN must be specified")
    return [each["CertificateArn"] for each in given]


def _settings(listener: Listener) -> Listener:
    return replace(listener, arn="", certificates=(), attributes={})


def _protocol_and_port(request: Mapping[str, Any], kind: LoadBalancerType) -> tuple[str, int]:
    protocol, port = request.get("Protocol"), request.get("Port")
    if kind == "gateway":
        if protocol or port:
            raise invalid("A protocol and a port cannot be specified for gateway listeners")
        return "GENEVE", GENEVE_PORT
    if not protocol:
        raise invalid("A listener protocol must be specified")
    if not port:
        raise invalid("A listener port must be specified")
    return str(protocol), int(port)


def _with_security(listener: Listener, request: Mapping[str, Any]) -> Listener:
    """Give a listener with the policy, the certificate and the ALPN policy that a call asks for."""
    if (request.get("MutualAuthentication") or {}).get("Mode") not in {None, "off"}:
        raise conflict("Mutual authentication is supported for HTTPS listeners only")
    policy, certificates, alpn = request.get("SslPolicy"), request.get("Certificates"), request.get("AlpnPolicy")
    if listener.protocol != "TLS":
        for given, what in ((policy, "An SSL policy"), (certificates, "A certificate"), (alpn, "An ALPN policy")):
            if given:
                raise invalid(f"{what} cannot be specified for {listener.protocol} listeners")
        return listener
    if certificates:
        listener = replace(listener, certificate=read_certificates(certificates)[0])
    if alpn is not None:
        if len(alpn) > 1:
            raise invalid("Only one ALPN policy can be specified")
        listener = replace(listener, alpn=alpn[0] if alpn else None)
    return replace(listener, ssl_policy=policy or listener.ssl_policy or DEFAULT_POLICY)


def _check(listener: Listener, around: Surroundings) -> None:
    if around.kind == "network" and listener.protocol not in NETWORK_PROTOCOLS:
        raise invalid(f"Listener protocol '{listener.protocol}' must be one of '{', '.join(NETWORK_PROTOCOLS)}'")
    if not 1 <= listener.port <= 65535:
        raise invalid(f"Port '{listener.port}' must be between 1 and 65535")
    if any(other.port == listener.port for other in around.others):
        raise AwsError(
            "DuplicateListener",
            f"A listener already exists on this port for this load balancer '{listener.load_balancer}'",
        )
    _check_quic(listener.protocol, around)
    if listener.protocol == "TLS":
        _check_security(listener, around)
    arns = action.check(listener.actions, around.kind)
    for arn in arns:
        action.check_group(_source(listener, around), arn, around.group(arn))
    check_addresses(listener, around)
    quotas.check_action(around.quotas, listener.load_balancer, len(arns))


def check_addresses(listener: Listener, around: Surroundings) -> None:
    """Check that a listener fits the address type of its load balancer. NLB user guide, "Create a listener".

    Raises:
        AwsError: it does not, or one of its target groups does not.
    """
    if around.address_type != "ipv4":
        if listener.protocol in QUIC:
            raise conflict(f"The {listener.protocol} protocol is not supported by dualstack load balancers")
        if listener.protocol in WITH_DATAGRAMS and not around.source_nat_prefix:
            raise conflict(
                f"The {listener.protocol} protocol is not supported by dualstack load balancers without an IPv6 prefix "
                "for source NAT"
            )
    for arn in action.target_groups(listener.actions):
        group = around.group(arn)
        if group is not None:
            action.check_addresses(_source(listener, around), arn, group)


def _source(listener: Listener, around: Surroundings) -> Source:
    return Source(listener.load_balancer, around.kind, around.vpc, around.address_type, listener.protocol)


def _check_quic(protocol: str, around: Surroundings) -> None:
    """NLB user guide, "Create a listener"."""
    quic = protocol in QUIC
    if quic and around.security_groups:
        raise conflict(f"The {protocol} protocol is not supported by load balancers with security groups")
    others = {each.protocol for each in around.others}
    if (quic and others & WITH_DATAGRAMS) or (protocol in WITH_DATAGRAMS and others & QUIC):
        raise conflict(
            "A load balancer can have one QUIC or TCP_QUIC listener, and no UDP or TCP_UDP listener beside it"
        )


def _check_security(listener: Listener, around: Surroundings) -> None:
    if listener.certificate is None:
        raise invalid("A certificate must be specified for TLS listeners")
    _check_certificates([listener.certificate], around.has_certificate)
    if not around.has_policy(listener.ssl_policy or ""):
        raise ssl_policy_not_found(listener.ssl_policy or "")
    if listener.alpn is not None and listener.alpn not in ALPN:
        raise AwsError("ALPNPolicyNotFound", f"ALPN policy '{listener.alpn}' not found")


def _check_certificates(arns: Sequence[str], has_certificate: Callable[[str], bool]) -> None:
    for arn in arns:
        if not has_certificate(arn):
            raise AwsError("CertificateNotFound", f"Certificate '{arn}' not found")
