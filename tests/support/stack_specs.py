"""Specs of stacks: a service in one account, an endpoint in another, and their link."""

from __future__ import annotations

SERVICE = "load_balancers: {main: {listeners: {https: {port: 443, forward: api}}}}, target_groups: {api: {port: 8443}}"
LINK = "{endpoint: orders.payments, service: payments}"


def stack(
    endpoint: str = "service_name: given",
    service: str = "",
    links: str = LINK,
    accounts: str = "{provider: {}, consumer: {}}",
) -> str:
    """Return the text of a stack, a line for each module.

    Parameters:
        endpoint, service: keys of the endpoint and of the service.
        links: items of the list.
        accounts: a mapping.
    """
    return (
        f"version: 1\npattern: stack\nname: link\naccounts: {accounts}\nmodules:\n"
        f"  payments: {{account: provider, spec: {{pattern: provider, {SERVICE}, service: {{{service}}}}}}}\n"
        f"  orders: {{account: consumer, spec: {{pattern: consumer, endpoints: {{payments: {{{endpoint}}}}}}}}}\n"
        f"links: [{links}]\n"
    )
