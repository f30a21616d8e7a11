"""PrivateLink's control plane: its state, and the changes that time brings."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Network
from privatelink_localstack.kernel.plane import Plane
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.settings import Settings
from privatelink_localstack.kernel.timeline import Change
from privatelink_localstack.privatelink.endpoints import states as endpoint_states
from privatelink_localstack.privatelink.endpoints.model import Endpoint
from privatelink_localstack.privatelink.history import Entry, History
from privatelink_localstack.privatelink.load_balancers import LoadBalancers
from privatelink_localstack.privatelink.notifications.model import Message, compose
from privatelink_localstack.privatelink.outside import Records, Topics
from privatelink_localstack.privatelink.services import states as service_states
from privatelink_localstack.privatelink.store import Store

AWS = "aws"
"""The account in the history for changes that time brings."""


class ControlPlane(Plane):
    """PrivateLink's control plane; see `Plane`. `publish` is thread-safe.

    Parameters:
        clock: seconds since the epoch, for what is shown.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float],
        timer: Callable[[], float],
        network: Callable[[Scope], Network],
        load_balancers: LoadBalancers,
        records: Records,
        topics: Topics,
    ) -> None:
        super().__init__(settings, timer=timer, network=network)
        self.clock = clock
        self.load_balancers = load_balancers
        self.records = records
        self.topics = topics
        self.store = Store()
        self.history = History()
        self.outbox: deque[Message] = deque()

    def publish(self) -> None:
        """Publish the messages in the outbox. Slow, and safe without a lock."""
        while True:
            try:
                message = self.outbox.popleft()
            except IndexError:
                return
            self.topics.publish(message)

    def record(self, resource_id: str, account: str, action: str, detail: str = "") -> None:
        """Add an event to a resource's history."""
        self.history.record(resource_id, Entry(self.clock(), account, action, detail))

    def notify(self, event: str, endpoint: Endpoint) -> None:
        """Put a message about an endpoint into the outbox for each notification of the event."""
        for notification in self.store.notifications_about(endpoint):
            if event in notification.events:
                text = compose(
                    event,
                    service_id=endpoint.service_id,
                    endpoint_id=endpoint.id,
                    account=endpoint.account,
                    at=self.clock(),
                )
                self.outbox.append(Message(notification.topic, notification.source, notification.account, text))

    def remembered(self, scope: Scope, operation: str, token: str | None, request: object) -> str | None:
        """Return the ID of the resource that an earlier request with a client token created; None if there is none.

        Raises:
            AwsError: the earlier request differs.
        """
        if not token:
            return None
        earlier = self.store.tokens.get((scope, operation, token))
        if earlier is None:
            return None
        if earlier.request != request:
            # Source: EC2 API reference, "Ensuring idempotency".
            raise AwsError(
                "IdempotentParameterMismatch",
                "The client token you have provided is associated with a different request.",
            )
        return earlier.resource_id

    def remember(self, scope: Scope, operation: str, token: str | None, request: object, resource_id: str) -> None:
        """Store the resource that a request with a client token created."""
        if token:
            self.store.remember(scope, operation, token, request, resource_id)

    def reset(self) -> None:
        """Remove all state, planned changes, histories and messages."""
        self.store.clear()
        self.timeline.clear()
        self.history.clear()
        self.outbox.clear()

    def _apply(self, change: Change) -> None:
        if change.field == "domain":
            self._move_domain(change)
        elif change.resource_id in self.store.endpoints:
            self._move_endpoint(change)
        elif change.resource_id in self.store.services:
            self._move_service(change)

    def _move_endpoint(self, change: Change) -> None:
        endpoint = self.store.endpoints[change.resource_id]
        if endpoint.state != change.before:
            return
        if change.after == endpoint_states.DELETED and endpoint.state == endpoint_states.DELETED:
            self.network(Scope(endpoint.account, endpoint.region)).untag([endpoint.id])
            self.store.drop_endpoint(endpoint)
            return
        self.record(endpoint.id, AWS, "state", f"{endpoint.state} -> {change.after}")
        if change.after == endpoint_states.DELETED:
            network = self.network(Scope(endpoint.account, endpoint.region))
            for interface in endpoint.interfaces:
                network.remove_interface(interface.id)
            endpoint = replace(endpoint, interfaces=())
            # DescribeVpcEndpoints lists a deleted endpoint for a while.
            self.later("endpoint.deleted", endpoint.id, endpoint_states.DELETED, endpoint_states.DELETED)
        self.store.put_endpoint(replace(endpoint, state=change.after))

    def _move_service(self, change: Change) -> None:
        service = self.store.services[change.resource_id]
        if service.state != change.before:
            return
        self.record(service.id, AWS, "state", f"{service.state} -> {change.after}")
        if change.after == service_states.DELETED:
            tagged = [service.id, *(permission.id for permission in service.permissions)]
            self.network(Scope(service.account, service.region)).untag(tagged)
            self.store.drop_service(service)
        else:
            self.store.put_service(replace(service, state=change.after))

    def _move_domain(self, change: Change) -> None:
        service = self.store.services.get(change.resource_id)
        if service is None or service.private_name is None or service.private_name.token != change.before:
            return
        name = replace(service.private_name, state="verified" if service.private_name.found else "failed")
        self.record(service.id, AWS, "state", f"{name.name}: {name.state}")
        self.store.put_service(replace(service, private_name=name))
