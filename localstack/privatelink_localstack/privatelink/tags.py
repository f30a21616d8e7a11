"""Tags of a request that creates a resource.

Source: EC2 API reference, "TagSpecification", and EC2 user guide, "Tag restrictions": keys of 127 and values of 256
characters. The words of some errors are inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from privatelink_localstack.kernel.errors import missing
from privatelink_localstack.kernel.tags import MAX_TAGS, TagRules, merged_tags, read_tags
from privatelink_localstack.privatelink.errors import invalid

INVALID = "InvalidParameterValue"

RULES = TagRules(
    max_key_length=127,
    max_value_length=256,
    duplicate=(INVALID, "Duplicate tag key '{key}' specified."),
    reserved=(INVALID, "Tag keys starting with 'aws:' are reserved for internal use: '{key}'"),
    key_too_long=(INVALID, "Tag key exceeds the maximum length of 127 characters: '{key}'"),
    value_too_long=(INVALID, "Tag value exceeds the maximum length of 256 characters: the tag '{key}'"),
    too_many=("TagLimitExceeded", f"The maximum number of Tags for a resource has been reached: {MAX_TAGS}."),
)


def read_tag_specifications(
    specifications: Iterable[Mapping[str, Any]], resource_type: str
) -> tuple[tuple[str, str], ...]:
    """Read `TagSpecifications`.

    Parameters:
        resource_type: EC2's type of the resource that the request creates; no other can be tagged.

    Raises:
        AwsError: the resource type differs, a key is missing, or a tag is invalid.
    """
    tags: list[Mapping[str, str]] = []
    for specification in specifications:
        if specification.get("ResourceType") != resource_type:
            raise invalid(
                f"'{specification.get('ResourceType')}' is not a valid taggable resource type for this operation."
            )
        tags += specification.get("Tags") or ()
    if not all(tag.get("Key") for tag in tags):
        raise missing("TagSpecification.Tag.Key")
    return tuple(merged_tags({}, read_tags(tags, RULES), RULES).items())
