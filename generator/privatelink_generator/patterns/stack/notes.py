"""What is worth knowing about a stack that keeps the rules."""

from __future__ import annotations

from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.stack.model import StackSpec


def notes(spec: StackSpec) -> Findings:
    """Yield what the first apply would end with, or what a link leaves out."""
    for index, link in enumerate(spec.links):
        endpoint, provider = spec.interface(link), spec.providers.get(link.service)
        name = provider.service.private_dns_name if provider else None
        if endpoint and name and name.zone == "elsewhere" and endpoint.private_dns_mode != "off":
            yield (
                ("links", index),
                (
                    f"AWS turns private DNS on once {name.name} is verified, by a record that you write elsewhere; "
                    "write state: waiting until it is, and verify_private_dns_name is true"
                ),
            )
        if endpoint and endpoint.private_dns_mode == "on" and link.state == "accepted":
            yield (
                ("links", index),
                (
                    "private DNS stays on while the link is suspended, and its name leads nowhere; write "
                    "private_dns: after-acceptance in the endpoint to have it go with the connection"
                ),
            )
    for module in spec.providers:
        # A hub's services are for on premises' other partners, and for spokes.
        if module in spec.modules and not spec.links_to(module):
            yield (
                ("modules", module),
                f"no link names the service of {module!r}; leave it out, or make it a spec of its own",
            )
