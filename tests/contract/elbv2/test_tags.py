"""AddTags, RemoveTags, DescribeTags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Refusal = Callable[..., tuple[str, str]]


def tags(place: Any, *arns: str) -> list[dict[str, str]]:
    answer = place.elbv2.describe_tags(ResourceArns=list(arns))
    return [{each["Key"]: each["Value"] for each in found["Tags"]} for found in answer["TagDescriptions"]]


def test_load_balancers_listeners_and_groups_have_tags_from_the_start(place: Any) -> None:
    given = [{"Key": "stage", "Value": "test"}, {"Key": "empty", "Value": ""}]
    balancer = place.load_balancer(Tags=given)["LoadBalancerArn"]
    group = place.target_group(Tags=given)
    listener = place.listener(balancer, group, Tags=given)["ListenerArn"]
    assert tags(place, balancer, group, listener) == [{"stage": "test", "empty": ""}] * 3


def test_added_changed_and_removed(place: Any) -> None:
    arn = place.load_balancer(Tags=[{"Key": "a", "Value": "1"}])["LoadBalancerArn"]
    place.elbv2.add_tags(ResourceArns=[arn], Tags=[{"Key": "a", "Value": "2"}, {"Key": "b", "Value": "3"}])
    added = tags(place, arn)
    place.elbv2.remove_tags(ResourceArns=[arn], TagKeys=["a", "unknown"])
    assert (added, tags(place, arn)) == ([{"a": "2", "b": "3"}], [{"b": "3"}])


def test_tags_go_with_their_resource(place: Any, refusal: Refusal) -> None:
    arn = place.load_balancer(Tags=[{"Key": "a", "Value": "1"}])["LoadBalancerArn"]
    place.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    assert refusal(place.elbv2.describe_tags, ResourceArns=[arn]) == (
        "LoadBalancerNotFound",
        f"Load balancer '{arn}' not found",
    )


def test_what_aws_refuses(place: Any, refusal: Refusal) -> None:
    """AWS: no key twice, none of its own, and at most 50 on a resource."""
    arn = place.load_balancer()["LoadBalancerArn"]
    twice = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]
    many = [{"Key": f"k{number}", "Value": ""} for number in range(51)]
    call = place.elbv2.add_tags
    assert [
        refusal(call, ResourceArns=[arn], Tags=given)[0] for given in (twice, [{"Key": "aws:x", "Value": ""}], many)
    ] == ["DuplicateTagKeys", "ValidationError", "TooManyTags"]
    assert tags(place, arn) == [{}]
