"""Connection notifications: managed as in AWS, and really published to this LocalStack's SNS."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest


class Topic:
    """A topic with a queue that receives what is published."""

    def __init__(self, account: Any, name: str, *, admits: bool = True, condition: object = None) -> None:
        sns, self.sqs = account.client("sns"), account.client("sqs")
        self.arn = sns.create_topic(Name=name)["TopicArn"]
        if admits:
            statement = {
                "Effect": "Allow",
                "Principal": {"Service": "vpce.amazonaws.com"},
                "Action": "SNS:Publish",
                "Resource": self.arn,
                **({"Condition": condition} if condition else {}),
            }
            policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
            sns.set_topic_attributes(TopicArn=self.arn, AttributeName="Policy", AttributeValue=policy)
        self.queue = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        attributes = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])["Attributes"]
        sns.subscribe(TopicArn=self.arn, Protocol="sqs", Endpoint=attributes["QueueArn"])

    def next(self) -> tuple[str, str]:
        """Wait for a message, and give its event and endpoint."""
        (message,) = self.sqs.receive_message(QueueUrl=self.queue, WaitTimeSeconds=10)["Messages"]
        self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        text = json.loads(json.loads(message["Body"])["Message"])
        return text["event"], text["vpcEndpointId"]

    def count(self) -> int:
        """Count the messages that wait."""
        name = "ApproximateNumberOfMessages"
        return int(self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=[name])["Attributes"][name])


@pytest.fixture
def service(mine: Any) -> dict[str, Any]:
    """A service that accepts by hand."""
    return dict(mine.new_service("a"))


def notify(account: Any, topic: str, events: list[str], **about: str) -> dict[str, Any]:
    made = account.ec2.create_vpc_endpoint_connection_notification(
        ConnectionNotificationArn=topic, ConnectionEvents=events, **about
    )
    return dict(made["ConnectionNotification"])


def described(account: Any, **options: Any) -> list[dict[str, Any]]:
    found = account.ec2.describe_vpc_endpoint_connection_notifications(**options)
    return list(found["ConnectionNotificationSet"])


def test_each_event_is_published(mine: Any, service: dict[str, Any]) -> None:
    topic = Topic(mine, "events")
    notify(mine, topic.arn, ["Connect", "Accept", "Reject", "Delete"], ServiceId=service["ServiceId"])
    made = mine.interface_endpoint(mine.vpc(), service["ServiceName"])["VpcEndpointId"]
    got = [topic.next()]
    for verb in ("accept", "reject"):
        getattr(mine.ec2, f"{verb}_vpc_endpoint_connections")(ServiceId=service["ServiceId"], VpcEndpointIds=[made])
        got.append(topic.next())
    mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    got.append(topic.next())
    assert got == [(event, made) for event in ("Connect", "Accept", "Reject", "Delete")]


def test_only_the_events_that_were_asked_for(mine: Any, service: dict[str, Any]) -> None:
    topic = Topic(mine, "few")
    notify(mine, topic.arn, ["Delete"], ServiceId=service["ServiceId"])
    made = mine.interface_endpoint(mine.vpc(), service["ServiceName"])["VpcEndpointId"]
    mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    assert topic.next() == ("Delete", made)


def test_an_endpoint_has_notifications_of_its_own(mine: Any, service: dict[str, Any]) -> None:
    topic = Topic(mine, "own")
    made = mine.interface_endpoint(mine.vpc(), service["ServiceName"])["VpcEndpointId"]
    notify(mine, topic.arn, ["Reject"], VpcEndpointId=made)
    mine.ec2.reject_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[made])
    assert topic.next() == ("Reject", made)


def test_a_topic_that_does_not_admit_aws_gets_nothing(mine: Any, service: dict[str, Any]) -> None:
    closed, opened = Topic(mine, "closed", admits=False), Topic(mine, "opened")
    for topic in (closed, opened):
        notify(mine, topic.arn, ["Connect"], ServiceId=service["ServiceId"])
    mine.interface_endpoint(mine.vpc(), service["ServiceName"])
    assert opened.next()[0] == "Connect"
    assert closed.count() == 0


def test_a_notification_is_described_changed_and_deleted(mine: Any, service: dict[str, Any]) -> None:
    first, second = (f"arn:aws:sns:us-east-1:{mine.id}:{name}" for name in ("first", "second"))
    made = notify(mine, first, ["Reject", "Accept"], ServiceId=service["ServiceId"])
    assert re.fullmatch(r"vpce-nfn-[0-9a-f]{17}", made["ConnectionNotificationId"])
    expected = {
        "ConnectionNotificationId": made["ConnectionNotificationId"],
        "ServiceId": service["ServiceId"],
        "ConnectionNotificationType": "Topic",
        "ConnectionNotificationArn": first,
        "ConnectionEvents": ["Accept", "Reject"],
        "ConnectionNotificationState": "Enabled",
        "ServiceRegion": "us-east-1",
    }
    assert described(mine) == [expected]
    mine.ec2.modify_vpc_endpoint_connection_notification(
        ConnectionNotificationId=made["ConnectionNotificationId"],
        ConnectionNotificationArn=second,
        ConnectionEvents=["Delete"],
    )
    changed = expected | {"ConnectionNotificationArn": second, "ConnectionEvents": ["Delete"]}
    assert described(mine, ConnectionNotificationId=made["ConnectionNotificationId"]) == [changed]
    mine.ec2.delete_vpc_endpoint_connection_notifications(ConnectionNotificationIds=[made["ConnectionNotificationId"]])
    assert described(mine) == []


def test_an_unknown_notification_is_refused(mine: Any, refused: Callable[..., str]) -> None:
    call = mine.ec2.describe_vpc_endpoint_connection_notifications
    met = refused(call, ConnectionNotificationId="vpce-nfn-00000000000000000")
    assert met.startswith("InvalidConnectionNotification: ")
    (failed,) = mine.ec2.delete_vpc_endpoint_connection_notifications(ConnectionNotificationIds=["vpce-nfn-0"])[
        "Unsuccessful"
    ]
    assert failed["Error"]["Code"] == "InvalidConnectionNotification"


@pytest.mark.parametrize(
    ("topic", "events"), [("nonsense", ["Accept"]), ("arn:aws:sns:us-east-1:123456789012:t", ["Nonsense"])]
)
def test_nonsense_is_refused(
    topic: str, events: list[str], mine: Any, service: dict[str, Any], refused: Callable[..., str]
) -> None:
    met = refused(
        mine.ec2.create_vpc_endpoint_connection_notification,
        ServiceId=service["ServiceId"],
        ConnectionNotificationArn=topic,
        ConnectionEvents=events,
    )
    assert met.startswith("InvalidParameter: ")


def conditions(account: Any, source: str) -> dict[str, Any]:
    """Give the conditions that AWS's guide writes into a topic's policy."""
    return {"ArnLike": {"aws:SourceArn": source}, "StringEquals": {"aws:SourceAccount": account.id}}


def test_a_topic_may_admit_one_service_only(mine: Any, service: dict[str, Any]) -> None:
    own = f"arn:aws:ec2:us-east-1:{mine.id}:vpc-endpoint-service/{service['ServiceId']}"
    opened = Topic(mine, "this", condition=conditions(mine, own))
    closed = Topic(mine, "that", condition=conditions(mine, own + "0"))
    for topic in (closed, opened):
        notify(mine, topic.arn, ["Connect"], ServiceId=service["ServiceId"])
    made = mine.interface_endpoint(mine.vpc(), service["ServiceName"])["VpcEndpointId"]
    assert (opened.next(), closed.count()) == (("Connect", made), 0)


def test_the_consumers_topic_hears_of_the_consumers_endpoint(
    mine: Any, service: dict[str, Any], make_account: Callable[..., Any]
) -> None:
    theirs = make_account()
    mine.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service["ServiceId"], AddAllowedPrincipals=[theirs.root])
    made = theirs.interface_endpoint(theirs.vpc(), service["ServiceName"])["VpcEndpointId"]
    source = f"arn:aws:ec2:us-east-1:{theirs.id}:vpc-endpoint/{made}"
    topic = Topic(theirs, "consumer", condition=conditions(theirs, source))
    notify(theirs, topic.arn, ["Accept"], VpcEndpointId=made)
    mine.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[made])
    assert (topic.next(), described(mine)) == (("Accept", made), [])


def test_a_gateway_endpoint_has_none(mine: Any, refused: Callable[..., str]) -> None:
    # EC2's reference: "You can create a connection notification for interface endpoints only."
    gateway = mine.gateway_endpoint(mine.vpc())["VpcEndpointId"]
    met = refused(
        mine.ec2.create_vpc_endpoint_connection_notification,
        VpcEndpointId=gateway,
        ConnectionNotificationArn=f"arn:aws:sns:us-east-1:{mine.id}:t",
        ConnectionEvents=["Accept"],
    )
    assert met.startswith("InvalidParameter: ")
