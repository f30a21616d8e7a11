"""`/_privatelink/on-premises`: networks on premises.

    GET    /_privatelink/on-premises          all networks, described and found by static routes
    PUT    /_privatelink/on-premises/<name>   describe a network
    DELETE /_privatelink/on-premises/<name>   forget a description

`docs/traffic.md` documents the bodies. They are JSON.
"""

from __future__ import annotations

from typing import Any

from localstack.http import Request

from privatelink_localstack.api.replies import error, with_body
from privatelink_localstack.api.resource import EmulationResource
from privatelink_localstack.kernel.settings import SettingError
from privatelink_localstack.on_premises.sites import read_site

PATH = "/_privatelink/on-premises"


class Networks(EmulationResource):
    """`/_privatelink/on-premises`."""

    def on_get(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - as LocalStack calls it
        """Return all networks."""
        return _shown(self)


class Network(EmulationResource):
    """`/_privatelink/on-premises/<name>`."""

    def on_put(self, request: Request, name: str) -> Any:
        """Describe a network, in place of an earlier description, and return all."""

        def put(body: dict[str, Any]) -> dict[str, Any]:
            # Imports moto: slow and rarely needed, so not at the start of LocalStack.
            from privatelink_localstack.adapters.on_premises import gateways

            site = read_site(name, body)
            with self.emulation.locked():
                if missing := sorted(set(site.gateways) - gateways()):
                    raise SettingError(
                        f"gateways: there is no customer gateway and no Direct Connect gateway {missing[0]}"
                    )
                self.emulation.sites.put(site)
            return _shown(self)

        return with_body(put, request)

    def on_delete(self, request: Request, name: str) -> Any:  # noqa: ARG002 - as LocalStack calls it
        """Forget a description, and return all."""
        with self.emulation.locked():
            is_known = self.emulation.sites.remove(name)
        return _shown(self) if is_known else error(404, f"{name}: no network on premises is described by this name")


def _shown(resource: EmulationResource) -> dict[str, Any]:
    from privatelink_localstack.adapters.on_premises import shown

    with resource.emulation.locked():
        return {"on_premises": shown(resource.emulation)}
