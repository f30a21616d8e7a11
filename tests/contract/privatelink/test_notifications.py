"""Connection notifications: operations, and messages in LocalStack's SNS."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.refusal import refusal
from tests.support.topic import Topic

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import ConnectionNotificationTypeDef, ServiceConfigurationTypeDef


@pytest.fixture
def service(mine: Account) -> ServiceConfigurationTypeDef:
    """A service that requires acceptance."""
    return mine.new_service("a")


def notify(account: Account, topic: str, events: list[str], **subject: Any) -> ConnectionNotificationTypeDef:
    """Create a notification of a service or an endpoint."""
    return account.ec2.create_vpc_endpoint_connection_notification(
        ConnectionNotificationArn=topic, ConnectionEvents=events, **subject
    )["ConnectionNotification"]


def described(account: Account, **parameters: Any) -> list[ConnectionNotificationTypeDef]:
    """Describe notifications."""
    return account.ec2.describe_vpc_endpoint_connection_notifications(**parameters)["ConnectionNotificationSet"]


def test_each_event_is_published(mine: Account, service: ServiceConfigurationTypeDef) -> None:
    topic = Topic(mine, "events")
    notify(mine, topic.arn, ["Connect", "Accept", "Reject", "Delete"], ServiceId=service["ServiceId"])
    endpoint_id = mine.interface_endpoint_id(mine.vpc(), service["ServiceName"])
    messages = [topic.next()]
    for verb in ("accept", "reject"):
        getattr(mine.ec2, f"{verb}_vpc_endpoint_connections")(
            ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint_id]
        )
        messages.append(topic.next())
    mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])
    messages.append(topic.next())
    assert messages == [(event, endpoint_id) for event in ("Connect", "Accept", "Reject", "Delete")]


def test_other_events_are_not_published(mine: Account, service: ServiceConfigurationTypeDef) -> None:
    topic = Topic(mine, "few")
    notify(mine, topic.arn, ["Delete"], ServiceId=service["ServiceId"])
    endpoint_id = mine.interface_endpoint_id(mine.vpc(), service["ServiceName"])
    mine.ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint_id])
    assert topic.next() == ("Delete", endpoint_id)


def test_notification_of_an_endpoint_is_published(mine: Account, service: ServiceConfigurationTypeDef) -> None:
    topic = Topic(mine, "own")
    endpoint_id = mine.interface_endpoint_id(mine.vpc(), service["ServiceName"])
    notify(mine, topic.arn, ["Reject"], VpcEndpointId=endpoint_id)
    mine.ec2.reject_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint_id])
    assert topic.next() == ("Reject", endpoint_id)


def test_topic_without_a_policy_for_privatelink_gets_nothing(
    mine: Account, service: ServiceConfigurationTypeDef
) -> None:
    closed, opened = Topic(mine, "closed", allows=False), Topic(mine, "opened")
    for topic in (closed, opened):
        notify(mine, topic.arn, ["Connect"], ServiceId=service["ServiceId"])
    mine.interface_endpoint(mine.vpc(), service["ServiceName"])
    assert opened.next()[0] == "Connect"
    assert closed.count() == 0


def test_notification_is_described_modified_and_deleted(mine: Account, service: ServiceConfigurationTypeDef) -> None:
    first, second = (f"arn:aws:sns:us-east-1:{mine.id}:{name}" for name in ("first", "second"))
    notification = notify(mine, first, ["Reject", "Accept"], ServiceId=service["ServiceId"])
    assert re.fullmatch(r"vpce-nfn-[0-9a-f]{17}", notification["ConnectionNotificationId"])
    expected = {
        "ConnectionNotificationId": notification["ConnectionNotificationId"],
        "ServiceId": service["ServiceId"],
        "ConnectionNotificationType": "Topic",
        "ConnectionNotificationArn": first,
        "ConnectionEvents": ["Accept", "Reject"],
        "ConnectionNotificationState": "Enabled",
        "ServiceRegion": "us-east-1",
    }
    assert described(mine) == [expected]
    mine.ec2.modify_vpc_endpoint_connection_notification(
        ConnectionNotificationId=notification["ConnectionNotificationId"],
        ConnectionNotificationArn=second,
        ConnectionEvents=["Delete"],
    )
    changed = expected | {"ConnectionNotificationArn": second, "ConnectionEvents": ["Delete"]}
    assert described(mine, ConnectionNotificationId=notification["ConnectionNotificationId"]) == [changed]
    mine.ec2.delete_vpc_endpoint_connection_notifications(
        ConnectionNotificationIds=[notification["ConnectionNotificationId"]]
    )
    assert described(mine) == []


def test_unknown_notification_is_rejected(mine: Account) -> None:
    describe = mine.ec2.describe_vpc_endpoint_connection_notifications
    error = refusal(describe, ConnectionNotificationId="vpce-nfn-00000000000000000")
    assert error.code == "InvalidConnectionNotification"
    (failed,) = mine.ec2.delete_vpc_endpoint_connection_notifications(ConnectionNotificationIds=["vpce-nfn-0"])[
        "Unsuccessful"
    ]
    assert failed["Error"]["Code"] == "InvalidConnectionNotification"


@pytest.mark.parametrize(
    ("topic", "events"), [("nonsense", ["Accept"]), ("arn:aws:sns:us-east-1:123456789012:t", ["Nonsense"])]
)
def test_create_rejects_an_invalid_topic_or_event(
    topic: str, events: list[str], mine: Account, service: ServiceConfigurationTypeDef
) -> None:
    error = refusal(
        mine.ec2.create_vpc_endpoint_connection_notification,
        ServiceId=service["ServiceId"],
        ConnectionNotificationArn=topic,
        ConnectionEvents=events,
    )
    assert error.code == "InvalidParameter"


def conditions(account: Account, source: str) -> dict[str, Any]:
    """Return the conditions of a topic's policy in AWS's guide."""
    return {"ArnLike": {"aws:SourceArn": source}, "StringEquals": {"aws:SourceAccount": account.id}}


def test_topic_policy_can_allow_one_service_only(mine: Account, service: ServiceConfigurationTypeDef) -> None:
    own = f"arn:aws:ec2:us-east-1:{mine.id}:vpc-endpoint-service/{service['ServiceId']}"
    opened = Topic(mine, "this", condition=conditions(mine, own))
    closed = Topic(mine, "that", condition=conditions(mine, own + "0"))
    for topic in (closed, opened):
        notify(mine, topic.arn, ["Connect"], ServiceId=service["ServiceId"])
    endpoint_id = mine.interface_endpoint_id(mine.vpc(), service["ServiceName"])
    assert (opened.next(), closed.count()) == (("Connect", endpoint_id), 0)


def test_notification_of_the_consumer_is_published_to_its_topic(
    mine: Account, service: ServiceConfigurationTypeDef, make_account: MakeAccount
) -> None:
    theirs = make_account()
    mine.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service["ServiceId"], AddAllowedPrincipals=[theirs.root])
    endpoint_id = theirs.interface_endpoint_id(theirs.vpc(), service["ServiceName"])
    source = f"arn:aws:ec2:us-east-1:{theirs.id}:vpc-endpoint/{endpoint_id}"
    topic = Topic(theirs, "consumer", condition=conditions(theirs, source))
    notify(theirs, topic.arn, ["Accept"], VpcEndpointId=endpoint_id)
    mine.ec2.accept_vpc_endpoint_connections(ServiceId=service["ServiceId"], VpcEndpointIds=[endpoint_id])
    assert (topic.next(), described(mine)) == (("Accept", endpoint_id), [])


def test_create_rejects_a_notification_of_a_gateway_endpoint(mine: Account) -> None:
    # Source: EC2 API reference: "You can create a connection notification for interface endpoints only."
    gateway = mine.gateway_endpoint(mine.vpc())["VpcEndpointId"]
    error = refusal(
        mine.ec2.create_vpc_endpoint_connection_notification,
        VpcEndpointId=gateway,
        ConnectionNotificationArn=f"arn:aws:sns:us-east-1:{mine.id}:t",
        ConnectionEvents=["Accept"],
    )
    assert error.code == "InvalidParameter"
