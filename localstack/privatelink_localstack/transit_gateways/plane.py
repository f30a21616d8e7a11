"""Transit gateways of all accounts and Regions, and the changes that time brings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from privatelink_localstack.kernel.network import Network
from privatelink_localstack.kernel.plane import Plane
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.settings import Settings
from privatelink_localstack.kernel.timeline import Change
from privatelink_localstack.transit_gateways import errors
from privatelink_localstack.transit_gateways.model import (
    ASSOCIATED,
    AVAILABLE,
    DELETED,
    ENABLE,
    ENABLED,
    ENDED,
    PEERING,
    PENDING,
    Attachment,
    RouteTable,
    TransitGateway,
)

GONE = "gone"
"""The end of a resource that AWS no longer lists, and of an association or propagation."""

type IsShared = Callable[[Scope, str], bool]
"""Returns whether an account has a resource of another account, by its ARN, in a Region."""


class TransitGateways(Plane):
    """The transit gateways with their route tables and attachments; see `Plane`.

    Parameters:
        clock: seconds since the epoch, for what is shown.
        is_shared: whether Resource Access Manager shares a gateway with an account.
        new_id: returns a new ID with a prefix.
        announced: returns what networks on premises announce over an attachment that is a link to them.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float],
        timer: Callable[[], float],
        network: Callable[[Scope], Network],
        is_shared: IsShared,
        new_id: Callable[[str], str],
        announced: Callable[[Attachment], Iterable[str]] = lambda _: (),
    ) -> None:
        super().__init__(settings, timer=timer, network=network)
        self.clock = clock
        self.is_shared = is_shared
        self.new_id = new_id
        self.announced = announced
        self.gateways: dict[str, TransitGateway] = {}
        self.tables: dict[str, RouteTable] = {}
        self.attachments: dict[str, Attachment] = {}

    def later(self, duration: str, resource_id: str, before: str, after: str, *, field: str = "state") -> None:
        """Plan a change of state.

        Parameters:
            duration: name of the setting, without `transit_gateway.`.
        """
        super().later(f"transit_gateway.{duration}", resource_id, before, after, field=field)

    def seen_gateways(self, scope: Scope) -> list[TransitGateway]:
        """Return the gateways that an account owns or has from others, oldest first."""
        return [each for each in self.gateways.values() if self._sees(scope, each)]

    def gateway(self, scope: Scope, gateway_id: str) -> TransitGateway:
        """Return a gateway that an account owns, or has from another account.

        Raises:
            AwsError: the gateway is unknown there, or deleted.
        """
        found = self.gateways.get(gateway_id)
        if found is None or found.state == DELETED or not self._sees(scope, found):
            raise errors.no_gateway(gateway_id)
        return found

    def own_gateway(self, scope: Scope, gateway_id: str) -> TransitGateway:
        """Return a gateway that an account owns. That others' are unknown to changes is inferred."""
        found = self.gateway(scope, gateway_id)
        if found.scope != scope:
            raise errors.no_gateway(gateway_id)
        return found

    def own_tables(self, scope: Scope) -> list[RouteTable]:
        """Return the route tables of an account's gateways, oldest first."""
        return [each for each in self.tables.values() if each.scope == scope]

    def table(self, scope: Scope, table_id: str) -> RouteTable:
        """Return a route table of an account's own gateway, whatever its state.

        Raises:
            AwsError: the table is unknown there.
        """
        found = self.tables.get(table_id)
        if found is None or found.scope != scope:
            raise errors.no_table(table_id)
        return found

    def tables_of(self, gateway_id: str) -> list[RouteTable]:
        """Return the route tables of a gateway that are not deleted."""
        return [each for each in self.tables.values() if each.gateway_id == gateway_id and each.state != DELETED]

    def seen_attachments(self, scope: Scope) -> list[Attachment]:
        """Return the attachments to an account's gateways, and of its resources, oldest first."""
        return [each for each in self.attachments.values() if _sees_attachment(scope, each)]

    def attachment(self, scope: Scope, attachment_id: str) -> Attachment:
        """Return an attachment, for the account of the gateway or of the resource, whatever its state.

        Raises:
            AwsError: the attachment is unknown there.
        """
        found = self.attachments.get(f"{scope.region}/{attachment_id}")
        if found is None or not _sees_attachment(scope, found):
            raise errors.no_attachment(attachment_id)
        return found

    def known_attachment(self, scope: Scope, attachment_id: str) -> Attachment:
        """Return an attachment for a change. A deleted one is unknown, so that both its accounts may delete it.

        Source: the AWS provider, whose accepter deletes what the other account's resource deletes too.
        """
        found = self.attachment(scope, attachment_id)
        if found.state == DELETED:
            raise errors.no_attachment(attachment_id)
        return found

    def attachments_of(self, gateway_id: str) -> list[Attachment]:
        """Return the attachments of a gateway that have not ended."""
        return [each for each in self.attachments.values() if each.gateway_id == gateway_id and each.state not in ENDED]

    def association(self, attachment: Attachment) -> tuple[RouteTable, str] | None:
        """Return the table that routes what an attachment sends, and the state of the association."""
        for table in self.tables_of(attachment.gateway_id):
            if attachment.id in table.associations:
                return table, table.associations[attachment.id]
        return None

    def put_gateway(self, gateway: TransitGateway) -> None:
        """Store a new or changed gateway."""
        self.gateways[gateway.id] = gateway

    def put_table(self, table: RouteTable) -> None:
        """Store a new or changed route table."""
        self.tables[table.id] = table

    def put_attachment(self, attachment: Attachment) -> None:
        """Store a new or changed attachment. One that has ended leaves its tables and subnets; static routes stay."""
        if attachment.state in ENDED:
            attachment = self._leave(attachment)
            self.later("ended", attachment.key, attachment.state, GONE)
        self.attachments[attachment.key] = attachment

    def join(self, attachment: Attachment) -> None:
        """Store an attachment as available, in the default route tables of its gateway.

        That a peering attachment is associated too is not confirmed; its routes are never propagated.
        """
        self.put_attachment(replace(attachment, state=AVAILABLE))
        gateway = self.gateways[attachment.gateway_id]
        if gateway.association_table:
            table = self.tables[gateway.association_table]
            self.put_table(replace(table, associations={**table.associations, attachment.id: ASSOCIATED}))
        if gateway.propagation_table and attachment.type != PEERING:
            table = self.tables[gateway.propagation_table]
            self.put_table(replace(table, propagations={**table.propagations, attachment.id: ENABLED}))

    def holds(self, resource_id: str) -> bool:
        """Return whether an attachment uses a VPC or a subnet, accepted or not."""
        return any(
            each.state not in ENDED and resource_id in {each.resource_id, *each.interfaces}
            for each in self.attachments.values()
        )

    def reaches(self, scope: Scope, gateway_id: str, vpc_id: str) -> bool:
        """Return whether a VPC is attached to a gateway, so that a route to it is active."""
        return any(
            each.resource_id == vpc_id and each.owner == scope.account and each.state in {AVAILABLE, "modifying"}
            for each in self.attachments_of(gateway_id)
        )

    def share_groups(self, *vpcs: str) -> bool:
        """Return whether VPCs are on one gateway that lets their rules name each other's security groups."""
        support = "SecurityGroupReferencingSupport"
        return any(
            {
                each.resource_id
                for each in self.attachments_of(gateway.id)
                if each.state == AVAILABLE and each.switches.get(support) == ENABLE
            }.issuperset(vpcs)
            for gateway in self.gateways.values()
            if gateway.switches[support] == ENABLE
        )

    def forget(self, account: str) -> None:
        """Remove an account's gateways and attachments. Attachments of others to its gateways are deleted."""
        for attachment in list(self.attachments.values()):
            if account == attachment.gateway.account:
                self._leave(attachment)
                del self.attachments[attachment.key]
            elif account == attachment.owner:
                self.put_attachment(replace(attachment, interfaces={}, state=DELETED))
        for table in [each for each in self.tables.values() if each.scope.account == account]:
            del self.tables[table.id]
        for gateway in [each for each in self.gateways.values() if each.scope.account == account]:
            del self.gateways[gateway.id]

    def reset(self) -> None:
        """Remove everything."""
        self.gateways.clear()
        self.tables.clear()
        self.attachments.clear()
        self.timeline.clear()

    def _sees(self, scope: Scope, gateway: TransitGateway) -> bool:
        if scope.region != gateway.scope.region:
            return False
        return scope == gateway.scope or (gateway.state != DELETED and self.is_shared(scope, gateway.arn))

    def _leave(self, attachment: Attachment) -> Attachment:
        """Remove an attachment from route tables and subnets, and return it without interfaces."""
        for table in self.tables_of(attachment.gateway_id):
            if attachment.id in {*table.associations, *table.propagations}:
                self.put_table(
                    replace(
                        table,
                        associations={key: each for key, each in table.associations.items() if key != attachment.id},
                        propagations={key: each for key, each in table.propagations.items() if key != attachment.id},
                    )
                )
        for interface in filter(None, attachment.interfaces.values()):
            self.network(attachment.resource).remove_interface(interface)
        return replace(attachment, interfaces={})

    def _apply(self, change: Change) -> None:
        if change.field in {"association", "propagation"}:
            self._move_membership(change)
        elif change.resource_id in self.attachments:
            self._move_attachment(change)
        elif change.resource_id in self.tables:
            self._move_table(change)
        elif change.resource_id in self.gateways:
            self._move_gateway(change)

    def _move_membership(self, change: Change) -> None:
        table_id, attachment_id = change.resource_id.split(" ")
        table = self.tables.get(table_id)
        members = {} if table is None else dict(getattr(table, f"{change.field}s"))
        if table is None or members.get(attachment_id) != change.before:
            return
        members[attachment_id] = change.after
        if change.after == GONE:
            del members[attachment_id]
        if change.field == "association":
            self.put_table(replace(table, associations=members))
        else:
            self.put_table(replace(table, propagations=members))

    def _move_attachment(self, change: Change) -> None:
        attachment = self.attachments[change.resource_id]
        if attachment.state != change.before:
            return
        if change.after == GONE:
            del self.attachments[attachment.key]
            for scope in {attachment.gateway, attachment.resource}:
                self.network(scope).untag([attachment.id])
        elif change.before == PENDING and change.after == AVAILABLE:
            self.join(attachment)
        else:
            self.put_attachment(replace(attachment, state=change.after))

    def _move_table(self, change: Change) -> None:
        table = self.tables[change.resource_id]
        if table.state != change.before:
            return
        if change.after == GONE:
            del self.tables[table.id]
            self.network(table.scope).untag([table.id])
            return
        self.put_table(replace(table, state=change.after))
        if change.after == DELETED:
            self.later("ended", table.id, DELETED, GONE)

    def _move_gateway(self, change: Change) -> None:
        gateway = self.gateways[change.resource_id]
        if gateway.state != change.before:
            return
        if change.after == GONE:
            del self.gateways[gateway.id]
            self.network(gateway.scope).untag([gateway.id])
            return
        self.put_gateway(replace(gateway, state=change.after))
        if change.after == DELETED:
            self.later("ended", gateway.id, DELETED, GONE)


def _sees_attachment(scope: Scope, attachment: Attachment) -> bool:
    """Return whether an account sees an attachment. A peering attachment has an end of its own on each side."""
    if scope.region != attachment.gateway.region:
        return False
    if scope == attachment.gateway:
        return True
    return attachment.type != PEERING and scope.account == attachment.owner
