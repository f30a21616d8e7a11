"""VPC peering connections of all accounts and Regions, and the changes that time brings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Network
from privatelink_localstack.kernel.plane import Plane
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.settings import Settings
from privatelink_localstack.kernel.timeline import Change
from privatelink_localstack.peering.model import ACTIVE, DELETED, EXPIRED, FAILED, LIVE, PENDING, Peering, Side

MESSAGES = {
    PENDING: "Pending Acceptance by {accepter}",
    ACTIVE: "Active",
    EXPIRED: "Expired",
    FAILED: "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
}
"""Messages of states that time brings; observed, but for the expired one."""

GONE = "gone"
"""The end of a connection that AWS no longer lists."""


class Peerings(Plane):
    """The VPC peering connections; see `Plane`.

    Parameters:
        clock: seconds since the epoch, for what is shown.
        new_id: returns a new ID with a prefix.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float],
        timer: Callable[[], float],
        network: Callable[[Scope], Network],
        new_id: Callable[[str], str],
    ) -> None:
        super().__init__(settings, timer=timer, network=network)
        self.clock = clock
        self.new_id = new_id
        self._peerings: dict[str, Peering] = {}

    def put(self, peering: Peering) -> None:
        """Store a new or changed connection. One that has ended is listed for a while."""
        self._peerings[peering.id] = peering
        if peering.state not in LIVE and peering.state != "deleting":
            self.later("peering.ended", peering.id, peering.state, GONE)

    def all(self) -> list[Peering]:
        """Return the connections, oldest first."""
        return list(self._peerings.values())

    def get(self, peering_id: str) -> Peering | None:
        """Return a connection; None if it is unknown."""
        return self._peerings.get(peering_id)

    def seen(self, scope: Scope) -> list[Peering]:
        """Return the connections of an account in a Region, oldest first. Only the requester sees a failed one."""
        return [
            each
            for each in self._peerings.values()
            if scope == each.requester.scope or (scope == each.accepter.scope and each.state != FAILED)
        ]

    def find(self, scope: Scope, peering_id: str) -> Peering:
        """Return a connection of an account in a Region.

        Raises:
            AwsError: it is unknown there (words observed).
        """
        peering = self._peerings.get(peering_id)
        if peering is None or scope not in {each.scope for each in peering.sides}:
            raise AwsError(
                "InvalidVpcPeeringConnectionID.NotFound",
                f"The vpcPeeringConnection ID '{peering_id}' does not exist",
            )
        return peering

    def cidrs(self, side: Side) -> tuple[str, ...]:
        """Return the CIDR blocks of a VPC, of both families; none of an unknown VPC."""
        vpc = self.network(side.scope).vpc(side.vpc_id)
        return vpc.cidrs if vpc else ()

    def forget(self, account: str) -> None:
        """Remove an account's connections. Those with other accounts are deleted for these."""
        for peering in self.all():
            accounts = {each.scope.account for each in peering.sides}
            if accounts == {account}:
                del self._peerings[peering.id]
            elif account in accounts and peering.state in LIVE:
                self.put(replace(peering, state=DELETED, message=f"Deleted by {account}"))

    def reset(self) -> None:
        """Remove everything."""
        self._peerings.clear()
        self.timeline.clear()

    def _apply(self, change: Change) -> None:
        peering = self._peerings.get(change.resource_id)
        if peering is None or peering.state != change.before:
            return
        if change.after == GONE:
            del self._peerings[peering.id]
            for side in peering.sides:
                self.network(side.scope).untag([peering.id])
            return
        message = MESSAGES.get(change.after, peering.message).format(accepter=peering.accepter.scope.account)
        self.put(replace(peering, state=change.after, message=message))
        if change.after == PENDING:
            self.later("peering.expires", peering.id, PENDING, EXPIRED)
