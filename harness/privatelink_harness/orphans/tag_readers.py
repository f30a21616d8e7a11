"""The calls that read a resource's tags, where the listing does not have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from privatelink_harness.orphans.kind import pairs, plain
from privatelink_harness.orphans.removal import Item

type Reader = Callable[[Any, Item], Mapping[str, str]]


def by_call(operation: str, argument: str, identity: str, key: str = "Tags") -> Reader:
    """Return a reader of one call, whose answer has the tags under a key, as a list or as a mapping."""

    def read(client: Any, item: Item) -> Mapping[str, str]:
        tags = getattr(client, operation)(**{argument: item[identity]}).get(key) or ()
        return tags if isinstance(tags, Mapping) else pairs(tags)

    return read


def of_load_balancing(identity: str) -> Reader:
    """Return the reader of load balancers, listeners and target groups."""

    def read(client: Any, item: Item) -> Mapping[str, str]:
        described = client.describe_tags(ResourceArns=[item[identity]])["TagDescriptions"]
        return pairs(tag for each in described for tag in each["Tags"])

    return read


def of_hosted_zone(client: Any, item: Item) -> Mapping[str, str]:
    """Return a hosted zone's tags."""
    answer = client.list_tags_for_resource(ResourceType="hostedzone", ResourceId=plain(item["Id"]))
    return pairs(answer["ResourceTagSet"]["Tags"])


def of_direct_connect_gateway(client: Any, item: Item) -> Mapping[str, str]:
    """Return a Direct Connect gateway's tags. Its ARN has no Region, and is not in the listing."""
    partition = client.meta.partition
    arn = f"arn:{partition}:directconnect::{item['ownerAccount']}:dx-gateway/{item['directConnectGatewayId']}"
    described = client.describe_tags(resourceArns=[arn])["resourceTags"]
    return pairs(tag for each in described for tag in each.get("tags", ()))


def of_bucket(client: Any, item: Item) -> Mapping[str, str]:
    """Return a bucket's tags; S3 refuses where there are none."""
    from botocore.exceptions import ClientError

    try:
        return pairs(client.get_bucket_tagging(Bucket=item["Name"])["TagSet"])
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchTagSet", "NoSuchBucket", "AccessDenied"}:
            return {}
        raise
