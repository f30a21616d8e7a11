"""What runs have created, and their open calls."""

from __future__ import annotations

import pytest

from privatelink_localstack.kernel.runs import Created, Runs, new_ids, run_of

SUBNET = Created("ec2", "CreateSubnet", "111122223333", "us-east-1", ("subnet-0123456789abcdef0",))


@pytest.mark.parametrize(
    ("user_agent", "operation", "run"),
    [
        ("APN/1.0 HashiCorp/1.0 tf-privatelink-run/0a1b", "CreateVpc", "0a1b"),
        ("tf-privatelink-run/0a1b (mine)", "DeleteVpc", "0a1b"),
        ("tf-privatelink-run/0a1b", "DescribeVpcs", None),
        ("tf-privatelink-run/", "CreateVpc", None),
        ("aws-cli/2", "CreateVpc", None),
    ],
)
def test_run_of_reads_the_user_agent_of_calls_that_change_something(
    user_agent: str, operation: str, run: str | None
) -> None:
    assert run_of(user_agent, operation) == run


def test_new_ids_are_those_that_the_request_does_not_have() -> None:
    subnet = {"SubnetId": "subnet-0123456789abcdef0", "VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.0.0/24"}
    assert new_ids("CreateSubnet", {"VpcId": subnet["VpcId"]}, {"Subnet": subnet}) == (subnet["SubnetId"],)


def test_new_ids_of_a_call_that_creates_nothing_are_none() -> None:
    assert new_ids("DeleteVpc", {}, {"VpcId": "vpc-0123456789abcdef0"}) == ()


def test_new_ids_are_found_in_lists_once() -> None:
    arn = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/a/0123456789abcdef"
    assert new_ids("CreateLoadBalancer", None, {"LoadBalancers": [{"LoadBalancerArn": arn}, {"Arn": arn}]}) == (arn,)


def test_runs_keep_what_was_created_and_count_what_is_open() -> None:
    runs = Runs()
    runs.begin("a")
    runs.begin("a")
    runs.end("a", SUBNET)
    assert (runs.open("a"), runs.created("a"), runs.open("b"), runs.created("b")) == (1, [SUBNET], 0, [])


def test_runs_forget_the_one_that_is_silent_for_longest() -> None:
    runs = Runs()
    runs.begin("first")
    for number in range(200):
        runs.begin(str(number))
    runs.end("first", SUBNET)
    assert (runs.created("first"), runs.open("0")) == ([], 1)
