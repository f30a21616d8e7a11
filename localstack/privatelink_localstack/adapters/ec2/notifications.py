"""Handlers of EC2's operations on connection notifications."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call, Response
from privatelink_localstack.adapters.ec2 import requests, responses
from privatelink_localstack.privatelink.notifications import manage


def create_vpc_endpoint_connection_notification(call: Call) -> Response:
    """CreateVpcEndpointConnectionNotification."""
    notification = manage.create_notification(
        call.emulation.privatelink,
        call.scope,
        service_id=call.request.get("ServiceId"),
        endpoint_id=call.request.get("VpcEndpointId"),
        topic=call.request["ConnectionNotificationArn"],
        events=requests.strings(call.request, "ConnectionEvents"),
        token=requests.token(call.request),
        dry_run=requests.dry_run(call.request),
    )
    return responses.with_token({"ConnectionNotification": responses.notification(notification)}, call.request)


def modify_vpc_endpoint_connection_notification(call: Call) -> Response:
    """ModifyVpcEndpointConnectionNotification."""
    manage.modify_notification(
        call.emulation.privatelink,
        call.scope,
        call.request["ConnectionNotificationId"],
        topic=call.request.get("ConnectionNotificationArn"),
        events=requests.strings(call.request, "ConnectionEvents") or None,
        dry_run=requests.dry_run(call.request),
    )
    return {"ReturnValue": True}


def delete_vpc_endpoint_connection_notifications(call: Call) -> Response:
    """DeleteVpcEndpointConnectionNotifications."""
    refusals = manage.delete_notifications(
        call.emulation.privatelink,
        call.scope,
        requests.strings(call.request, "ConnectionNotificationIds"),
        dry_run=requests.dry_run(call.request),
    )
    return responses.unsuccessful(refusals)


def describe_vpc_endpoint_connection_notifications(call: Call) -> Response:
    """DescribeVpcEndpointConnectionNotifications."""
    page = manage.describe_notifications(
        call.emulation.privatelink,
        call.scope,
        call.request.get("ConnectionNotificationId"),
        requests.filters(call.request),
        **requests.paging(call.request),
    )
    items = [responses.notification(each) for each in page.items]
    return responses.page_of("ConnectionNotificationSet", items, page.next_token)
