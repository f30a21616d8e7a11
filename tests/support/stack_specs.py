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


HUB = "pattern: hybrid, endpoints: {lambda: {service: lambda}}"
ACCOUNTS = "centre: {region: us-east-1}, partner: {region: us-east-1}"
OTHERS = {"far": "eu-west-1", "lab": "us-east-1", "hub": "us-east-1"}


def hub_stack(spokes: str, *, accounts: str = "", links: str = "{endpoint: shop.erp, service: network.erp}") -> str:
    """Return the text of a stack with a hub in the account `centre`, and a consumer of its service in `partner`.

    Parameters:
        spokes: entries of the hub's mapping; those in `far` are in another Region, those in `lab` in the hub's.
        accounts: entries of the mapping in place of those that the spokes need.
    """
    named = spokes.replace("§", "")
    more = [f"{name}: {{region: {region}}}" for name, region in OTHERS.items() if f"account: {name}" in named]
    return (
        f"version: 1\npattern: stack\nname: link\nregion: us-east-1\n"
        f"accounts: {{{accounts or ', '.join([ACCOUNTS, *more])}}}\nmodules:\n"
        f"  network: {{account: centre, spec: {{{HUB}, services: {{erp: {{{SERVICE}}}}}, spokes: {{{spokes}}}}}}}\n"
        f"  shop: {{account: partner, spec: {{pattern: consumer, endpoints: {{erp: {{service_name: given}}}}}}}}\n"
        f"links: [{links}]\n"
    )
