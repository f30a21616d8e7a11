"""AddTags, RemoveTags, DescribeTags."""

from __future__ import annotations

from tests.support.load_balancing import ElbAccount
from tests.support.refusal import refusal


def tags(elb: ElbAccount, *arns: str) -> list[dict[str, str]]:
    response = elb.elbv2.describe_tags(ResourceArns=list(arns))
    return [{each["Key"]: each["Value"] for each in resource["Tags"]} for resource in response["TagDescriptions"]]


def test_create_tags_load_balancers_listeners_and_target_groups(elb: ElbAccount) -> None:
    initial = [{"Key": "stage", "Value": "test"}, {"Key": "empty", "Value": ""}]
    load_balancer = elb.load_balancer_arn(Tags=initial)
    group = elb.target_group(Tags=initial)
    listener = elb.listener(load_balancer, group, Tags=initial)["ListenerArn"]
    assert tags(elb, load_balancer, group, listener) == [{"stage": "test", "empty": ""}] * 3


def test_tags_are_added_changed_and_removed(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn(Tags=[{"Key": "a", "Value": "1"}])
    elb.elbv2.add_tags(ResourceArns=[arn], Tags=[{"Key": "a", "Value": "2"}, {"Key": "b", "Value": "3"}])
    added = tags(elb, arn)
    elb.elbv2.remove_tags(ResourceArns=[arn], TagKeys=["a", "unknown"])
    assert (added, tags(elb, arn)) == ([{"a": "2", "b": "3"}], [{"b": "3"}])


def test_deleted_resource_has_no_tags(elb: ElbAccount) -> None:
    arn = elb.load_balancer_arn(Tags=[{"Key": "a", "Value": "1"}])
    elb.elbv2.delete_load_balancer(LoadBalancerArn=arn)
    assert refusal(elb.elbv2.describe_tags, ResourceArns=[arn]) == (
        "LoadBalancerNotFound",
        f"Load balancer '{arn}' not found",
    )


def test_add_rejects_tags(elb: ElbAccount) -> None:
    """AWS: no key twice, none of its own, and at most 50 on a resource."""
    arn = elb.load_balancer_arn()
    twice = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]
    many = [{"Key": f"k{number}", "Value": ""} for number in range(51)]
    call = elb.elbv2.add_tags
    assert [
        refusal(call, ResourceArns=[arn], Tags=added).code for added in (twice, [{"Key": "aws:x", "Value": ""}], many)
    ] == ["DuplicateTagKeys", "ValidationError", "TooManyTags"]
    assert tags(elb, arn) == [{}]
