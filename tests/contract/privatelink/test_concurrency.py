"""Many clients at once keep the state consistent."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

CLIENTS = 200


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [each.result() for each in [pool.submit(call) for call in calls]]


def test_no_address_is_given_twice(mine: Any) -> None:
    vpcs = [mine.vpc() for _ in range(6)]
    subnets = [mine.subnet(vpc) for vpc in vpcs]

    def make(number: int) -> dict[str, Any]:
        place = number % len(vpcs)
        return dict(mine.interface_endpoint(vpcs[place], SubnetIds=[subnets[place]]))

    made = at_once([lambda number=number: make(number) for number in range(240)])  # type: ignore[misc]
    filters = [{"Name": "interface-type", "Values": ["vpc_endpoint"]}]
    found = mine.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
    places = {(each["SubnetId"], each["PrivateIpAddress"]) for each in found}
    assert len(made) == len(found) == len(places)
    assert {each["NetworkInterfaceId"] for each in found} == {each["NetworkInterfaceIds"][0] for each in made}


def test_no_change_is_lost(mine: Any) -> None:
    vpc = mine.vpc()
    made = mine.interface_endpoint(vpc, SubnetIds=[mine.subnet(vpc)])["VpcEndpointId"]
    groups = [mine.group(vpc, f"g{number}") for number in range(30)]
    change = mine.ec2.modify_vpc_endpoint
    at_once([lambda group=group: change(VpcEndpointId=made, AddSecurityGroupIds=[group]) for group in groups])  # type: ignore[misc]
    assert set(groups) < {each["GroupId"] for each in mine.endpoint(made)["Groups"]}
    (interface,) = mine.interfaces(made)
    assert set(groups) < {each["GroupId"] for each in interface["Groups"]}


def test_one_token_makes_one_endpoint(mine: Any) -> None:
    vpc = mine.vpc()
    made = at_once([lambda: mine.interface_endpoint(vpc, ClientToken="once")["VpcEndpointId"]] * 30)
    assert [made[0]] * 30 == made
    assert [made[0]] == mine.endpoints()


def test_a_quota_holds(mine: Any, refused: Callable[..., str]) -> None:
    vpc = mine.vpc()
    answers = at_once([lambda: refused(mine.interface_endpoint, vpc=vpc)] * 60)
    assert (answers.count(""), sum(each.startswith("VpcEndpointLimitExceeded") for each in answers)) == (50, 10)


def test_no_instance_gets_an_endpoints_address(mine: Any) -> None:
    vpc = mine.vpc()
    subnet = mine.subnet(vpc)
    image = mine.ec2.describe_images(MaxResults=5)["Images"][0]["ImageId"]
    calls: list[Callable[[], Any]] = [
        lambda: mine.interface_endpoint(vpc, SubnetIds=[subnet]),
        lambda: mine.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet),
        lambda: mine.ec2.create_network_interface(SubnetId=subnet),
    ]
    at_once(calls * 20)
    filters = [{"Name": "subnet-id", "Values": [subnet]}]
    found = mine.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
    assert len({each["PrivateIpAddress"] for each in found}) == len(found) == 60


def test_every_event_is_published_once(mine: Any) -> None:
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
        made = mine.interface_endpoint(vpc, service["ServiceName"])["VpcEndpointId"]
        mine.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[made])
        return str(made)

    made = at_once([connect] * 40)
    got: list[tuple[str, str]] = []
    while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=2).get("Messages"):
        for each in messages:
            text = json.loads(json.loads(each["Body"])["Message"])
            got.append((text["event"], text["vpcEndpointId"]))
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])
    assert sorted(got) == sorted((event, each) for each in made for event in ("Connect", "Accept"))
