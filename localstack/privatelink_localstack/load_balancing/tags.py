"""Tags: at most 50 on a resource, and no key that starts with `aws:`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from privatelink_localstack.kernel import tags
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.tags import MAX_TAGS, TagRules
from privatelink_localstack.load_balancing.errors import target_group_not_found, validation_error
from privatelink_localstack.load_balancing.listeners.describe import listener_not_found
from privatelink_localstack.load_balancing.load_balancers.describe import load_balancer_not_found
from privatelink_localstack.load_balancing.store import ElbStore

INVALID = "ValidationError"
TOO_LONG = (INVALID, "Tag '{key}' is too long: 128 characters for a key, 256 for a value")

RULES = TagRules(
    max_key_length=128,
    max_value_length=256,
    duplicate=("DuplicateTagKeys", "Tag key '{key}' was specified more than once"),
    reserved=(INVALID, "Tag key '{key}' is not valid: aws: prefixed tag key names are not allowed for external use"),
    key_too_long=TOO_LONG,
    value_too_long=TOO_LONG,
    too_many=("TooManyTags", f"A resource can have {MAX_TAGS} tags, and would have {{count}}"),
    signs=frozenset("_.:/=+-@"),
    bad_sign=(INVALID, "Tag '{key}' has characters other than letters, digits, spaces and _.:/=+-@"),
)

MAX_DESCRIBED = 20
"""Resources that one request can describe."""


def add_tags(store: ElbStore, arns: Sequence[str], added: Mapping[str, str]) -> None:
    """Add tags to all resources, or to none if one is rejected."""
    _check_resources(store, arns)
    changed = {arn: merged_tags(store.tags(arn), added) for arn in arns}
    for arn, merged in changed.items():
        store.set_tags(arn, merged)


def remove_tags(store: ElbStore, arns: Sequence[str], keys: Iterable[str]) -> None:
    """Remove tags from resources. Keys that a resource does not have are ignored."""
    _check_resources(store, arns)
    removed = set(keys)
    for arn in arns:
        store.set_tags(arn, {key: value for key, value in store.tags(arn).items() if key not in removed})


def describe_tags(store: ElbStore, arns: Sequence[str]) -> list[tuple[str, Mapping[str, str]]]:
    """Return ARNs of resources with their tags."""
    _check_resources(store, arns)
    if len(arns) > MAX_DESCRIBED:
        raise validation_error(f"Tags of {MAX_DESCRIBED} resources can be described at once, not of {len(arns)}")
    return [(arn, store.tags(arn)) for arn in arns]


def read_tags(members: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the tags of a request. Reject duplicate and reserved keys, and text that is too long or not allowed.

    Parameters:
        members: In the API's form: `Key`, and `Value` unless it is empty.
    """
    return tags.read_tags(members, RULES)


def merged_tags(existing: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """Return a resource's tags with more of them. Reject more than 50."""
    return tags.merged_tags(existing, added, RULES)


def _check_resources(store: ElbStore, arns: Iterable[str]) -> None:
    """Reject ARNs of unknown resources."""
    for arn in arns:
        resource = arn.rpartition(":")[2].partition("/")[0]
        missing = {
            "loadbalancer": load_balancer_not_found(arn),
            "targetgroup": target_group_not_found(),
            "listener": listener_not_found(arn),
            "listener-rule": AwsError("RuleNotFound", f"Rule '{arn}' not found"),
        }
        if resource not in missing:
            raise validation_error(f"'{arn}' is not a valid load balancer ARN")
        if not store.has_resource(arn):
            raise missing[resource]
