"""Operations on connection notifications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from privatelink_localstack.kernel.batch import Refusals, each_for_itself
from privatelink_localstack.kernel.errors import AwsError, dry_run_succeeded
from privatelink_localstack.kernel.filters import Filters, check_filters, matches
from privatelink_localstack.kernel.ids import new_id
from privatelink_localstack.kernel.pages import Page
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink import errors
from privatelink_localstack.privatelink.endpoints import states
from privatelink_localstack.privatelink.notifications.model import Notification, check_events, check_topic
from privatelink_localstack.privatelink.pages import page
from privatelink_localstack.privatelink.plane import ControlPlane
from privatelink_localstack.privatelink.services.manage import find_own
from privatelink_localstack.privatelink.services.service_view import GATEWAY

CREATE = "CreateVpcEndpointConnectionNotification"

FILTERS = (
    "connection-notification-arn",
    "connection-notification-id",
    "connection-notification-state",
    "connection-notification-type",
    "service-id",
    "vpc-endpoint-id",
)


def create_notification(
    plane: ControlPlane,
    scope: Scope,
    *,
    service_id: str | None,
    endpoint_id: str | None,
    topic: str,
    events: tuple[str, ...],
    token: str | None,
    dry_run: bool,
) -> Notification:
    """Create a notification, or return the one that an earlier request with the same client token created.

    Raises:
        AwsError: the request names neither or both of service and endpoint; the account owns no such service or
            endpoint; topic or events are invalid.
    """
    request = (service_id, endpoint_id, topic, events)
    earlier_id = plane.remembered(scope, CREATE, token, request)
    if earlier_id is not None and (earlier := plane.store.notifications.get(earlier_id)):
        return earlier
    if (service_id is None) == (endpoint_id is None):
        raise errors.invalid("Exactly one of ServiceId and VpcEndpointId must be specified.")
    if service_id is not None:
        find_own(plane, scope, service_id)
    if endpoint_id is not None:
        _check_endpoint(plane, scope, endpoint_id)
    checked = check_topic(topic), check_events(events)
    if dry_run:
        raise dry_run_succeeded()
    notification = Notification(
        id=new_id("vpce-nfn"),
        account=scope.account,
        region=scope.region,
        service_id=service_id,
        endpoint_id=endpoint_id,
        topic=checked[0],
        events=checked[1],
        created=plane.clock(),
    )
    plane.remember(scope, CREATE, token, request, notification.id)
    plane.store.notifications[notification.id] = notification
    plane.record(notification.id, scope.account, CREATE, topic)
    return notification


def modify_notification(
    plane: ControlPlane,
    scope: Scope,
    notification_id: str,
    *,
    topic: str | None,
    events: tuple[str, ...] | None,
    dry_run: bool,
) -> None:
    """Modify a notification's topic or events.

    Parameters:
        topic, events: None for no change.

    Raises:
        AwsError: the notification is unknown, or topic or events are invalid.
    """
    before = _find(plane, scope, notification_id)
    after = replace(
        before,
        topic=before.topic if topic is None else check_topic(topic),
        events=before.events if events is None else check_events(events),
    )
    if dry_run:
        raise dry_run_succeeded()
    plane.store.notifications[notification_id] = after
    plane.record(notification_id, scope.account, "ModifyVpcEndpointConnectionNotification", after.topic)


def delete_notifications(
    plane: ControlPlane, scope: Scope, notification_ids: Sequence[str], *, dry_run: bool
) -> Refusals:
    """Delete notifications one by one; see `batch.each_for_itself`."""

    def delete(notification_id: str) -> None:
        _find(plane, scope, notification_id)
        del plane.store.notifications[notification_id]
        plane.record(notification_id, scope.account, "DeleteVpcEndpointConnectionNotifications")

    return each_for_itself(notification_ids, delete, dry_run=dry_run)


def describe_notifications(
    plane: ControlPlane,
    scope: Scope,
    notification_id: str | None,
    filters: Filters,
    *,
    size: int | None,
    token: str | None,
) -> Page[Notification]:
    """Return a page of an account's notifications in a Region, oldest first.

    Raises:
        AwsError: the ID or a filter is unknown.
    """
    check_filters(filters, FILTERS)
    candidates = [_find(plane, scope, notification_id)] if notification_id else plane.store.notifications_in(scope)
    notifications = [each for each in candidates if matches(filters, _values(each), {})]
    notifications.sort(key=lambda each: each.key)
    return page(notifications, lambda each: each.key, size=size, token=token)


def _check_endpoint(plane: ControlPlane, scope: Scope, endpoint_id: str) -> None:
    """Reject an unknown endpoint, and a gateway endpoint, which has no connection.

    Source: EC2 API reference, CreateVpcEndpointConnectionNotification: "for interface endpoints only"; the words of
    the error are inferred.
    """
    endpoint = plane.store.endpoint_in(scope, endpoint_id)
    if endpoint is None or endpoint.state == states.DELETED:
        raise errors.no_endpoint(endpoint_id)
    if endpoint.type == GATEWAY:
        raise errors.invalid("Connection notifications are only supported for Interface type VPC Endpoints.")


def _find(plane: ControlPlane, scope: Scope, notification_id: str) -> Notification:
    notification = plane.store.notifications.get(notification_id)
    if notification is None or Scope(notification.account, notification.region) != scope:
        raise AwsError("InvalidConnectionNotification", f"The connection notification {notification_id} does not exist")
    return notification


def _values(notification: Notification) -> dict[str, list[str]]:
    return {
        "connection-notification-arn": [notification.topic],
        "connection-notification-id": [notification.id],
        "connection-notification-state": ["Enabled"],
        "connection-notification-type": ["Topic"],
        "service-id": [notification.service_id or ""],
        "vpc-endpoint-id": [notification.endpoint_id or ""],
    }
