"""What a listener must fit: its load balancer, the other listeners, target groups, certificates and quotas."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing import quotas
from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.errors import invalid_configuration, validation_error
from privatelink_localstack.load_balancing.listeners import actions
from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.load_balancing.listeners.ssl_policy import is_ssl_policy, ssl_policy_not_found
from privatelink_localstack.load_balancing.load_balancers.model import LoadBalancer
from privatelink_localstack.load_balancing.quotas import Quotas
from privatelink_localstack.load_balancing.target_groups.model import TargetGroup

NETWORK_PROTOCOLS = ("TCP", "QUIC", "TCP_QUIC", "UDP", "TCP_UDP", "TLS")
"""Of network load balancers, in the order of AWS's message."""

QUIC_PROTOCOLS = frozenset({"QUIC", "TCP_QUIC"})
DATAGRAM_PROTOCOLS = frozenset({"UDP", "TCP_UDP"}) | QUIC_PROTOCOLS
ALPN_POLICIES = ("HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None")


@dataclass(frozen=True, slots=True)
class ListenerContext:
    """What a listener is checked against.

    Parameters:
        load_balancer: The listener's.
        others: The other listeners of the load balancer.
        load_balancers_of: Returns the ARNs of the load balancers that forward to a target group.
    """

    load_balancer: LoadBalancer
    others: Sequence[Listener]
    find_target_group: Callable[[str], TargetGroup | None]
    load_balancers_of: Callable[[str], Collection[str]]
    has_certificate: Callable[[str], bool]
    has_ssl_policy: Callable[[str], bool]
    quotas: Quotas


def listener_context(
    context: Context, load_balancer: LoadBalancer, *, without: Listener | None = None
) -> ListenerContext:
    """Return what a listener of a load balancer is checked against.

    Parameters:
        without: The listener itself, where it exists already.
    """
    store = context.store
    return ListenerContext(
        load_balancer=load_balancer,
        others=[
            listener
            for listener in store.listeners(load_balancer.arn)
            if without is None or listener.arn != without.arn
        ],
        find_target_group=store.find_target_group,
        load_balancers_of=store.load_balancers_of,
        has_certificate=context.certificates.has,
        has_ssl_policy=lambda name: is_ssl_policy(name, context.ssl_policies),
        quotas=context.quotas,
    )


def check_listener(listener: Listener, context: ListenerContext) -> None:
    """Reject a listener that does not fit.

    The message about the duplicate port is AWS's. Those about protocols, certificates and policies are too: deployments
    (`errors`).
    """
    load_balancer = context.load_balancer
    if load_balancer.type == "network" and listener.protocol not in NETWORK_PROTOCOLS:
        raise validation_error(
            f"Listener protocol '{listener.protocol}' must be one of '{', '.join(NETWORK_PROTOCOLS)}'"
        )
    if not 1 <= listener.port <= 65535:
        raise validation_error(f"Port '{listener.port}' must be between 1 and 65535")
    if any(other.port == listener.port for other in context.others):
        raise AwsError(
            "DuplicateListener",
            f"A listener already exists on this port for this load balancer '{load_balancer.arn}'",
        )
    _check_quic(listener.protocol, context)
    if listener.protocol == "TLS":
        _check_tls(listener, context)
    arns = actions.check_actions(listener.actions, load_balancer.type)
    for arn in arns:
        target_group = context.find_target_group(arn)
        if target_group is None:
            raise AwsError("TargetGroupNotFound", f"Target group '{arn}' not found")
        actions.check_target_group(load_balancer, listener.protocol, target_group, context.load_balancers_of(arn))
    check_addresses(listener, context)
    quotas.check_action(context.quotas, len(arns))


def check_listener_addresses(context: Context, load_balancer: LoadBalancer) -> None:
    """Reject an address type that a load balancer is to have, if one of its listeners does not fit it."""
    checked = listener_context(context, load_balancer)
    for listener in context.store.listeners(load_balancer.arn):
        check_addresses(listener, checked)


def check_addresses(listener: Listener, context: ListenerContext) -> None:
    """Reject protocols and target groups that do not fit the load balancer's address type.

    NLB user guide, "Create a listener".
    """
    load_balancer = context.load_balancer
    if load_balancer.is_dual_stack:
        if listener.protocol in QUIC_PROTOCOLS:
            raise invalid_configuration(
                f"The {listener.protocol} protocol is not supported by dualstack load balancers"
            )
        if listener.protocol in DATAGRAM_PROTOCOLS and load_balancer.source_nat_prefix == "off":
            raise invalid_configuration(
                f"The specified listener protocol '{listener.protocol}' is not supported on load balancers using the "
                "'dualstack' IP address type when 'EnablePrefixForIpv6SourceNat' is set to 'off'"
            )
    found = [context.find_target_group(arn) for arn in actions.target_group_arns(listener.actions)]
    target_groups = [each for each in found if each is not None]
    for target_group in target_groups:
        actions.check_target_group_addresses(load_balancer, listener.protocol, target_group)
    if len({each.address_type for each in target_groups}) > 1:
        raise invalid_configuration("The IP address types of the target groups for a single action must be the same")


def check_certificates(arns: Sequence[str], context: ListenerContext) -> None:
    """Reject certificates that do not exist."""
    for arn in arns:
        if not context.has_certificate(arn):
            raise AwsError("CertificateNotFound", f"Certificate '{arn}' not found")


def _check_quic(protocol: str, context: ListenerContext) -> None:
    """Reject QUIC beside security groups and beside UDP. NLB user guide, "Create a listener"."""
    is_quic = protocol in QUIC_PROTOCOLS
    if is_quic and context.load_balancer.security_groups:
        raise invalid_configuration(f"The {protocol} protocol is not supported by load balancers with security groups")
    others = {listener.protocol for listener in context.others}
    if (is_quic and others & DATAGRAM_PROTOCOLS) or (protocol in DATAGRAM_PROTOCOLS and others & QUIC_PROTOCOLS):
        raise invalid_configuration(
            "A load balancer can have one QUIC or TCP_QUIC listener, and no UDP or TCP_UDP listener beside it"
        )


def _check_tls(listener: Listener, context: ListenerContext) -> None:
    if listener.certificate is None:
        raise validation_error("A certificate must be specified for TLS listeners")
    check_certificates([listener.certificate], context)
    if not context.has_ssl_policy(listener.ssl_policy or ""):
        raise ssl_policy_not_found(listener.ssl_policy or "")
    if listener.alpn_policy is not None and listener.alpn_policy not in ALPN_POLICIES:
        raise AwsError("ALPNPolicyNotFound", f"ALPN policy [{listener.alpn_policy}] is not found")
