"""`/_privatelink/places`: where names of VPCs, instances and functions lead."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from localstack.http import Request

from privatelink_localstack.api.replies import error
from privatelink_localstack.api.resource import EmulationResource
from privatelink_localstack.runtime.places import PATH as PATH


class PlacesResource(EmulationResource):
    """`/_privatelink/places`."""

    def on_get(self, request: Request) -> Any:
        """Return the places of the query's name."""
        # As in `Reset`.
        from privatelink_localstack.adapters.traffic.places import named

        name = request.args.get("name")
        if not name:
            return error(400, "name: is missing")
        with self.emulation.locked():
            return {"places": [asdict(each) for each in named(self.emulation, name)]}
