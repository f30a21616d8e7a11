"""Errors that several rules of Resolver raise.

Sources: the Resolver API reference, which has the codes. Words with a number such as RSLVR-00703 are observed in public
logs; other words are not confirmed.
"""

from __future__ import annotations

from privatelink_localstack.kernel.errors import AwsError


def invalid_request(message: str) -> AwsError:
    """Return the error of a request that is well-formed and can't be granted."""
    return AwsError("InvalidRequestException", message)


def invalid_parameter(message: str) -> AwsError:
    """Return the error of a parameter with an invalid value."""
    return AwsError("InvalidParameterException", message)


def limit_exceeded(message: str) -> AwsError:
    """Return the error of an exceeded quota."""
    return AwsError("LimitExceededException", message)


def no_endpoint(endpoint_id: str) -> AwsError:
    """Return the error for an endpoint that the caller does not have."""
    return AwsError("ResourceNotFoundException", f'Resolver endpoint with ID "{endpoint_id}" does not exist.')


def no_rule(rule_id: str) -> AwsError:
    """Return the error for a rule that the caller neither has nor shares."""
    return AwsError("ResourceNotFoundException", f'[RSLVR-00703] Resolver rule with ID "{rule_id}" does not exist.')


def no_association(association_id: str) -> AwsError:
    """Return the error for an unknown association."""
    return AwsError("ResourceNotFoundException", f'ResolverRuleAssociation "{association_id}" does not Exist')
