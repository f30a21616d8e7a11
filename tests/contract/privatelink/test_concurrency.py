"""Concurrent calls keep the state consistent."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.support.account import Account, filters
from tests.support.refusal import refusal_code
from tests.support.until import PATIENCE

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import VpcEndpointTypeDef

CLIENTS = 200


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Return the results of concurrent calls, in the order of the calls."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [each.result() for each in [pool.submit(call) for call in calls]]


def test_concurrent_creates_assign_each_address_once(mine: Account) -> None:
    vpcs = [mine.vpc() for _ in range(6)]
    subnets = [mine.subnet(vpc) for vpc in vpcs]

    def create(index: int) -> VpcEndpointTypeDef:
        return mine.interface_endpoint(vpcs[index], SubnetIds=[subnets[index]])

    endpoints = at_once([partial(create, number % len(vpcs)) for number in range(240)])
    selection = filters({"interface-type": "vpc_endpoint"})
    interfaces = mine.ec2.describe_network_interfaces(Filters=selection)["NetworkInterfaces"]
    places = {(each["SubnetId"], each["PrivateIpAddress"]) for each in interfaces}
    assert len(endpoints) == len(interfaces) == len(places)
    assert {each["NetworkInterfaceId"] for each in interfaces} == {each["NetworkInterfaceIds"][0] for each in endpoints}


def test_concurrent_modifications_are_all_kept(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint_id = mine.interface_endpoint_id(vpc, SubnetIds=[mine.subnet(vpc)])
    groups = [mine.group(vpc, f"g{number}") for number in range(30)]
    modify = partial(mine.ec2.modify_vpc_endpoint, VpcEndpointId=endpoint_id)
    at_once([partial(modify, AddSecurityGroupIds=[group]) for group in groups])
    assert set(groups) < {each["GroupId"] for each in mine.endpoint(endpoint_id)["Groups"]}
    (interface,) = mine.interfaces(endpoint_id)
    assert set(groups) < {each["GroupId"] for each in interface["Groups"]}


def test_concurrent_creates_with_one_client_token_create_one_endpoint(mine: Account) -> None:
    vpc = mine.vpc()
    endpoint_ids = at_once([lambda: mine.interface_endpoint_id(vpc, ClientToken="once")] * 30)
    assert [endpoint_ids[0]] * 30 == endpoint_ids
    assert [endpoint_ids[0]] == mine.endpoints()


def test_concurrent_creates_stay_within_the_quota(mine: Account) -> None:
    vpc = mine.vpc()
    codes = at_once([lambda: refusal_code(mine.interface_endpoint, vpc=vpc)] * 60)
    assert Counter(codes) == {None: 50, "VpcEndpointLimitExceeded": 10}


def test_concurrent_instances_and_endpoints_share_no_address(mine: Account) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    image = mine.ec2.describe_images(MaxResults=5)["Images"][0]["ImageId"]
    calls: list[Callable[[], Any]] = [
        lambda: mine.interface_endpoint(vpc, SubnetIds=[subnet]),
        lambda: mine.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet),
        lambda: mine.ec2.create_network_interface(SubnetId=subnet),
    ]
    at_once(calls * 20)
    selection = filters({"subnet-id": subnet})
    interfaces = mine.ec2.describe_network_interfaces(Filters=selection)["NetworkInterfaces"]
    assert len({each["PrivateIpAddress"] for each in interfaces}) == len(interfaces) == 60


def test_concurrent_events_are_published_once_each(mine: Account) -> None:
    service = mine.new_service("a")
    sns, sqs = mine.client("sns"), mine.client("sqs")
    topic = sns.create_topic(Name="busy")["TopicArn"]
    allow = {"Effect": "Allow", "Principal": {"Service": "vpce.amazonaws.com"}, "Action": "SNS:Publish"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{**allow, "Resource": topic}]})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
    queue = sqs.create_queue(QueueName="busy")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=attributes["QueueArn"])
    mine.ec2.create_vpc_endpoint_connection_notification(
        ServiceId=service["ServiceId"], ConnectionNotificationArn=topic, ConnectionEvents=["Connect", "Accept"]
    )
    vpc = mine.vpc()

    def connect() -> str:
        endpoint_id = mine.interface_endpoint_id(vpc, service["ServiceName"])
        mine.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint_id])
        return endpoint_id

    endpoint_ids = at_once([connect] * 40)
    expected = sorted((event, each) for each in endpoint_ids for event in ("Connect", "Accept"))
    published: list[tuple[str, str]] = []
    deadline = time.monotonic() + PATIENCE
    while len(published) < len(expected) and time.monotonic() < deadline:
        received = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=2)
        for message in received.get("Messages", []):
            text = json.loads(json.loads(message["Body"])["Message"])
            published.append((text["event"], text["vpcEndpointId"]))
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    assert sorted(published) == expected
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
