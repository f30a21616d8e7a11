"""Listeners of network and gateway load balancers. Those of application load balancers are moto's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from privatelink_localstack.elbv2.attributes import LISTENER, defaults
from privatelink_localstack.elbv2.errors import Elbv2Error, conflict, invalid, not_in, target_group_not_found
from privatelink_localstack.elbv2.names import LoadBalancerType

COMPATIBLE: Mapping[str, frozenset[str]] = {
    "TCP": frozenset({"TCP", "TCP_UDP"}),
    "TLS": frozenset({"TCP", "TLS"}),
    "UDP": frozenset({"UDP", "TCP_UDP"}),
    "TCP_UDP": frozenset({"TCP_UDP"}),
    "QUIC": frozenset({"QUIC", "TCP_QUIC"}),
    "TCP_QUIC": frozenset({"TCP_QUIC"}),
    "GENEVE": frozenset({"GENEVE"}),
}
"""The target groups' protocols that a listener's can forward to. NLB user guide, "Listeners"."""

NETWORK_PROTOCOLS = ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
WITH_DATAGRAMS = frozenset({"UDP", "TCP_UDP", "QUIC", "TCP_QUIC"})
ALPN = ("HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None")
DEFAULT_POLICY = "ELBSecurityPolicy-2016-08"
GENEVE_PORT = 6081
MOST_CERTIFICATES = 25

type Actions = tuple[Mapping[str, Any], ...]
"""Actions in the API's form."""


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
        certificates: ARNs, of TLS; the first is the default.
        alpn: policy of TLS; None for none.
        attributes: by key.
    """

    arn: str
    load_balancer: str
    protocol: str
    port: int
    actions: Actions
    ssl_policy: str | None = None
    certificates: tuple[str, ...] = ()
    alpn: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """What a listener must know of a target group.

    Parameters:
        protocol: of it.
        target_type: of its targets.
        users: ARNs of the load balancers that forward to it.
    """

    protocol: str
    target_type: str
    users: frozenset[str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a listener is checked against.

    Parameters:
        kind: of its load balancer.
        dual_stack: its load balancer has IPv6 addresses, and no prefix for source NAT.
        others: the load balancer's other listeners.
        group: gives a target group by its ARN; None where there is none.
        has_certificate: whether there is a certificate with an ARN.
        has_policy: whether there is a security policy with a name.
    """

    kind: LoadBalancerType
    dual_stack: bool
    others: Sequence[Listener]
    group: Callable[[str], Group | None]
    has_certificate: Callable[[str], bool]
    has_policy: Callable[[str], bool]


def create(request: Mapping[str, Any], arn: str, around: Surroundings) -> Listener:
    """Make a listener of a call; an equal one that is there already is given instead.

    Parameters:
        request: of CreateListener.
        arn: for it.
        around: what it is checked against.

    Raises:
        Elbv2Error: something is missing, or not taken.
    """
    protocol, port = _protocol_and_port(request, around.kind)
    listener = _with_security(
        Listener(
            arn=arn,
            load_balancer=request["LoadBalancerArn"],
            protocol=protocol,
            port=port,
            actions=normalize(request.get("DefaultActions") or ()),
            attributes=defaults(LISTENER.get(protocol, {})),
        ),
        request,
    )
    for other in around.others:
        if other.port == port and _settings(other) == _settings(listener):
            return other
    _check(listener, around)
    return listener


def modify(listener: Listener, request: Mapping[str, Any], around: Surroundings) -> Listener:
    """Give a listener after a call has changed it.

    Parameters:
        listener: as it is.
        request: of ModifyListener.
        around: what it is checked against; `others` are without it.

    Raises:
        Elbv2Error: something is not taken.
    """
    if around.kind == "gateway" and (request.get("Protocol") or request.get("Port")):
        raise invalid("A protocol and a port cannot be specified for gateway listeners")
    protocol = request.get("Protocol") or listener.protocol
    if protocol == listener.protocol:
        changed = listener
    else:
        # Without what belonged to the other protocol.
        changed = replace(
            listener, protocol=protocol, ssl_policy=None, certificates=(), alpn=None,
            attributes=defaults(LISTENER.get(protocol, {})),
        )  # fmt: skip
    actions = request.get("DefaultActions")
    changed = replace(
        changed,
        port=request.get("Port") or listener.port,
        actions=normalize(actions) if actions else listener.actions,
    )
    changed = _with_security(changed, request)
    _check(changed, around)
    return changed


def normalize(actions: Iterable[Mapping[str, Any]]) -> Actions:
    """Give actions as the API shows them: one that forwards to one group names it in both of the API's ways."""
    return tuple(_normalize(action) for action in actions)


def target_groups(actions: Iterable[Mapping[str, Any]]) -> list[str]:
    """The ARNs of the groups that actions forward to."""
    found = []
    for action in actions:
        tuples = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
        found += [each["TargetGroupArn"] for each in tuples] or [action.get("TargetGroupArn")]
    return [arn for arn in found if arn]


def add_certificates(listener: Listener, arns: Sequence[str], has_certificate: Callable[[str], bool]) -> Listener:
    """Give a listener with further certificates, for clients that name a server.

    Raises:
        Elbv2Error: it can't have any, or there is none with an ARN, or they are too many.
    """
    if listener.protocol != "TLS":
        raise conflict(f"Certificates cannot be specified for {listener.protocol} listeners")
    _check_certificates(arns, has_certificate)
    certificates = tuple(dict.fromkeys((*listener.certificates, *arns)))
    if len(certificates) > MOST_CERTIFICATES + 1:
        raise Elbv2Error("TooManyCertificates", f"A listener can have {MOST_CERTIFICATES} certificates")
    return replace(listener, certificates=certificates)


def remove_certificates(listener: Listener, arns: Sequence[str]) -> Listener:
    """Give a listener without some of its further certificates.

    Raises:
        Elbv2Error: one is the default certificate.
    """
    if listener.certificates and listener.certificates[0] in arns:
        raise Elbv2Error("OperationNotPermitted", "The default certificate cannot be removed from a listener")
    return replace(listener, certificates=tuple(each for each in listener.certificates if each not in arns))


def _normalize(action: Mapping[str, Any]) -> Mapping[str, Any]:
    if action.get("Type") != "forward":
        return dict(action)
    config = action.get("ForwardConfig") or {}
    tuples = config.get("TargetGroups") or (
        [{"TargetGroupArn": action["TargetGroupArn"]}] if action.get("TargetGroupArn") else []
    )
    shown = {
        **action,
        "ForwardConfig": {
            "TargetGroups": [{"Weight": 1, **each} for each in tuples],
            "TargetGroupStickinessConfig": config.get("TargetGroupStickinessConfig") or {"Enabled": False},
        },
    }
    if len(tuples) == 1:
        shown["TargetGroupArn"] = tuples[0]["TargetGroupArn"]
    return shown


def _settings(listener: Listener) -> Listener:
    return replace(listener, arn="", attributes={})


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
    policy, certificates, alpn = request.get("SslPolicy"), request.get("Certificates"), request.get("AlpnPolicy")
    if listener.protocol != "TLS":
        for given, what in ((policy, "SSL policy"), (certificates, "certificate"), (alpn, "ALPN policy")):
            if given:
                raise invalid(f"A {what} cannot be specified for {listener.protocol} listeners")
        return listener
    if certificates:
        if len(certificates) > 1:
            raise invalid("Exactly one certificate must be specified; add others with AddListenerCertificates")
        further = listener.certificates[1:]
        listener = replace(listener, certificates=(certificates[0]["CertificateArn"], *further))
    if alpn is not None:
        if len(alpn) > 1:
            raise invalid("Only one ALPN policy can be specified")
        listener = replace(listener, alpn=alpn[0] if alpn and alpn[0] != "None" else None)
    return replace(listener, ssl_policy=policy or listener.ssl_policy or DEFAULT_POLICY)


def _check(listener: Listener, around: Surroundings) -> None:
    if around.kind == "network" and listener.protocol not in NETWORK_PROTOCOLS:
        raise invalid(f"Listener protocol '{listener.protocol}' must be one of '{', '.join(NETWORK_PROTOCOLS)}'")
    if not 1 <= listener.port <= 65535:
        raise invalid(f"Port '{listener.port}' must be between 1 and 65535")
    if any(other.port == listener.port for other in around.others):
        raise Elbv2Error(
            "DuplicateListener",
            f"A listener already exists on this port for this load balancer '{listener.load_balancer}'",
        )
    if listener.protocol in WITH_DATAGRAMS and around.dual_stack:
        raise conflict(
            f"The {listener.protocol} protocol is not supported by dualstack load balancers without an IPv6 prefix for "
            "source NAT"
        )
    if listener.protocol == "TLS":
        _check_security(listener, around)
    _check_actions(listener, around)


def _check_security(listener: Listener, around: Surroundings) -> None:
    if not listener.certificates:
        raise invalid("A certificate must be specified for TLS listeners")
    _check_certificates(listener.certificates[:1], around.has_certificate)
    if not around.has_policy(listener.ssl_policy or ""):
        raise Elbv2Error("SSLPolicyNotFound", f"SSL policy '{listener.ssl_policy}' not found")
    if listener.alpn is not None and listener.alpn not in ALPN:
        raise Elbv2Error("ALPNPolicyNotFound", f"ALPN policy '{listener.alpn}' not found")


def _check_certificates(arns: Sequence[str], has_certificate: Callable[[str], bool]) -> None:
    for arn in arns:
        if not has_certificate(arn):
            raise Elbv2Error("CertificateNotFound", f"Certificate '{arn}' not found")


def _check_actions(listener: Listener, around: Surroundings) -> None:
    if len(listener.actions) != 1:
        raise invalid("Exactly one default action must be specified")
    kind = listener.actions[0].get("Type")
    if kind not in {"forward", "redirect", "fixed-response", "authenticate-oidc", "authenticate-cognito"}:
        raise not_in(kind, "defaultActions.1.member.type", ("forward",))
    if kind != "forward":
        raise Elbv2Error(
            "InvalidLoadBalancerAction",
            f"Action type '{kind}' is not supported by load balancers with type '{around.kind}'",
        )
    arns = target_groups(listener.actions)
    if not arns:
        raise invalid("A target group ARN must be specified")
    for arn in arns:
        _check_group(listener, arn, around.group(arn))


def _check_group(listener: Listener, arn: str, group: Group | None) -> None:
    if group is None:
        raise target_group_not_found(arn)
    if group.target_type == "lambda" or group.protocol not in COMPATIBLE[listener.protocol]:
        raise Elbv2Error(
            "IncompatibleProtocols",
            f"The target group '{arn}' with protocol '{group.protocol}' is not compatible with listener protocol "
            f"'{listener.protocol}'",
        )
    if group.users - {listener.load_balancer}:
        raise Elbv2Error(
            "TargetGroupAssociationLimit",
            f"The following target groups cannot be associated with more than one load balancer: {arn}",
        )
