"""AddListenerCertificates, RemoveListenerCertificates and DescribeListenerCertificates.

Beside its default certificate, a TLS listener has further ones for clients that use SNI. The default one may be among
those too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.load_balancing import quotas
from privatelink_localstack.load_balancing.context import Context
from privatelink_localstack.load_balancing.errors import invalid_configuration, validation_error
from privatelink_localstack.load_balancing.listeners.checks import (
    ListenerContext,
    check_certificates,
    listener_context,
)
from privatelink_localstack.load_balancing.listeners.describe import get_listener
from privatelink_localstack.load_balancing.listeners.model import Listener
from privatelink_localstack.load_balancing.listeners.settings import certificate_arns
from privatelink_localstack.load_balancing.load_balancers.describe import get_load_balancer
from privatelink_localstack.load_balancing.store import ElbStore


@dataclass(frozen=True, slots=True)
class ListenerCertificate:
    """A certificate of a listener."""

    arn: str
    is_default: bool


def add_listener_certificates(
    context: Context, listener_arn: str, certificates: Sequence[Mapping[str, Any]]
) -> list[ListenerCertificate]:
    """Add a certificate to a listener, and return it."""
    listener = get_listener(context.store, listener_arn)
    arns = _required_arns(certificates)
    load_balancer = get_load_balancer(context.store, listener.load_balancer_arn)
    checked = listener_context(context, load_balancer, without=listener)
    context.store.put_listener(with_certificates(listener, arns, checked))
    return [ListenerCertificate(arn, is_default=False) for arn in arns]


def remove_listener_certificates(
    context: Context, listener_arn: str, certificates: Sequence[Mapping[str, Any]]
) -> None:
    """Remove a certificate from a listener."""
    listener = get_listener(context.store, listener_arn)
    context.store.put_listener(without_certificates(listener, _required_arns(certificates)))


def describe_listener_certificates(store: ElbStore, listener_arn: str) -> list[ListenerCertificate]:
    """Return a listener's certificates, the default one first."""
    listener = get_listener(store, listener_arn)
    default = [ListenerCertificate(listener.certificate, is_default=True)] if listener.certificate else []
    return default + [ListenerCertificate(arn, is_default=False) for arn in listener.certificates]


def with_certificates(listener: Listener, arns: Sequence[str], context: ListenerContext) -> Listener:
    """Return a listener with further certificates."""
    if listener.protocol != "TLS":
        raise invalid_configuration(f"Certificates cannot be specified for {listener.protocol} listeners")
    check_certificates(arns, context)
    changed = replace(listener, certificates=tuple(dict.fromkeys((*listener.certificates, *arns))))
    count = sum(len(each.certificates) for each in (*context.others, changed))
    quotas.check_certificates(context.quotas, listener.load_balancer_arn, count)
    return changed


def without_certificates(listener: Listener, arns: Sequence[str]) -> Listener:
    """Return a listener without some of its further certificates. Reject the default one."""
    if any(arn == listener.certificate and arn not in listener.certificates for arn in arns):
        # Terraform's AWS provider looks for these words.
        raise AwsError("OperationNotPermitted", "Default certificate cannot be removed from the listener")
    return replace(listener, certificates=tuple(arn for arn in listener.certificates if arn not in arns))


def _required_arns(certificates: Sequence[Mapping[str, Any]]) -> list[str]:
    if not certificates:
        raise validation_error("A certificate must be specified")
    return certificate_arns(certificates)
