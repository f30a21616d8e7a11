"""Trusted services, delegated administrators, and who may call what. Source: Organizations API reference."""

from __future__ import annotations

import re
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.organizations import tree
from privatelink_localstack.organizations.model import Organization

_SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?")


def not_in_use() -> AwsError:
    """Return the error for an account without an organization. The words are observed."""
    return AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")


def check_manages(organization: Organization, account: str) -> None:
    """Reject all callers but the management account. The words are observed."""
    if account != organization.management:
        raise AwsError("AccessDeniedException", "You don't have permissions to access this resource.")


def check_reads(organization: Organization, account: str) -> None:
    """Reject members that are a delegated administrator of no service."""
    if account not in organization.administrators:
        check_manages(organization, account)


def admit(organization: Organization, service: str, now: float) -> Organization:
    """Give a service trusted access; again changes nothing."""
    _check_service(service)
    return replace(organization, services={service: now, **organization.services})


def dismiss(organization: Organization, service: str) -> Organization:
    """Take trusted access from a service; without access changes nothing."""
    _check_service(service)
    return replace(organization, services={key: time for key, time in organization.services.items() if key != service})


def delegate(organization: Organization, account: str, service: str, now: float) -> Organization:
    """Make an account a delegated administrator of a service. The words of the last two refusals are not confirmed."""
    tree.account(organization, account)
    _check_service(service)
    services = organization.administrators.get(account, {})
    if service in services:
        raise AwsError(
            "AccountAlreadyRegisteredException",
            "The provided account is already a delegated administrator for your organization.",
        )
    if account == organization.management:
        raise AwsError(
            "ConstraintViolationException", "You cannot register master account/yourself as delegated administrator."
        )
    if service not in organization.services:
        raise AwsError(
            "ConstraintViolationException",
            "You attempted to register a delegated administrator before you enabled service access. "
            "Call EnableAWSServiceAccess first.",
        )
    return replace(organization, administrators={**organization.administrators, account: {**services, service: now}})


def undelegate(organization: Organization, account: str, service: str) -> Organization:
    """End the delegation of a service to an account."""
    tree.account(organization, account)
    _check_service(service)
    services = dict(organization.administrators.get(account, {}))
    if services.pop(service, None) is None:
        raise AwsError(
            "AccountNotRegisteredException",
            "The provided account is not a registered delegated administrator for your organization.",
        )
    others = {key: each for key, each in organization.administrators.items() if key != account}
    return replace(organization, administrators={**others, **({account: services} if services else {})})


def _check_service(service: str) -> None:
    if _SERVICE.fullmatch(service) is None:
        raise AwsError("InvalidInputException", "You specified an unrecognized service principal.")
