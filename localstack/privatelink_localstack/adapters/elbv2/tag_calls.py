"""The calls about tags, of every resource."""

from __future__ import annotations

from privatelink_localstack.adapters.elbv2.call import Answer, Call
from privatelink_localstack.load_balancing import tags
from privatelink_localstack.load_balancing.errors import invalid

MOST_RESOURCES = 20
"""That one call describes."""


def add(call: Call) -> Answer:
    """AddTags: to all of the resources, or to none."""
    added = tags.read(call.request["Tags"])
    arns = _resources(call)
    changed = {arn: tags.merge(call.store.tags(arn), added) for arn in arns}
    for arn, merged in changed.items():
        call.store.set_tags(arn, merged)
    return {}


def remove(call: Call) -> Answer:
    """RemoveTags."""
    removed = set(call.request["TagKeys"])
    for arn in _resources(call):
        kept = {key: value for key, value in call.store.tags(arn).items() if key not in removed}
        call.store.set_tags(arn, kept)
    return {}


def describe(call: Call) -> Answer:
    """DescribeTags."""
    arns = _resources(call)
    if len(arns) > MOST_RESOURCES:
        raise invalid(f"Tags of {MOST_RESOURCES} resources can be described at once, not of {len(arns)}")
    return {
        "TagDescriptions": [
            {
                "ResourceArn": arn,
                "Tags": [{"Key": key, "Value": value} for key, value in call.store.tags(arn).items()],
            }
            for arn in arns
        ]
    }


def _resources(call: Call) -> list[str]:
    """The resources that a call names, all of which are there."""
    arns = list(call.request["ResourceArns"])
    for arn in arns:
        call.store.check_taggable(arn)
    return arns
