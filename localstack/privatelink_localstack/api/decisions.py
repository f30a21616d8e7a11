"""The HTTP API of decisions: which requests through endpoints were allowed, refused, or not evaluated, and why.

GET    /_privatelink/decisions[?endpoint=vpce-…]    the last 1,000, oldest first
DELETE /_privatelink/decisions                      forget them
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from localstack.http import Request

from privatelink_localstack.api.resource import EmulationResource

PATH = "/_privatelink/decisions"


class DecisionsResource(EmulationResource):
    """`/_privatelink/decisions`."""

    def on_get(self, request: Request) -> dict[str, Any]:
        """Return the last decisions; of one endpoint alone if the query names it."""
        return {"decisions": [asdict(each) for each in self.emulation.decisions.of(request.args.get("endpoint"))]}

    def on_delete(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Forget all decisions."""
        self.emulation.decisions.clear()
        return {"decisions": []}
