"""`/_privatelink/organizational-units`: stand-ins for organizational units."""

from __future__ import annotations

from typing import Any

from localstack.http import Request

from privatelink_localstack.api.replies import with_body
from privatelink_localstack.api.resource import EmulationResource
from privatelink_localstack.kernel.partitions import AWS
from privatelink_localstack.organizations import stand_in, tree


class OrganizationalUnits(EmulationResource):
    """`/_privatelink/organizational-units`."""

    def on_post(self, request: Request) -> Any:
        """Add a stand-in for a unit or root, with its accounts; one that is there stays as it is."""
        # As in `Reset`.
        from privatelink_localstack.adapters.organizations import store
        from privatelink_localstack.adapters.organizations.calls import new_account, new_id

        def add(body: dict[str, Any]) -> dict[str, Any]:
            partition = str(body.pop("partition", AWS.name))
            given = body.get("accounts")
            if isinstance(given, list):
                body["accounts"] = [each for each in given if store.organization_of(each, partition) is None]
            with self.emulation.locked():
                changed = stand_in.with_unit(
                    store.organization_of(stand_in.owner_of(body), partition),
                    body,
                    partition=partition,
                    new_account=lambda: new_account(partition),
                    new_id=new_id,
                    now=self.emulation.clock(),
                )
                store.put(changed)
            unit = body["id"]
            inside = [each.id for each in changed.members.values() if unit in tree.ancestors(changed, each.parent)]
            return {"id": unit, "organization": changed.id, "owner": changed.management, "accounts": inside}

        return with_body(add, request)
