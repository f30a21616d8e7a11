"""Provider specs to start from: a load balancer with a listener, its target group, a service."""

from __future__ import annotations

HEAD = "version: 1\npattern: provider\nname: payments\n"
BALANCER = "load_balancers: {blue: {listeners: {https: {port: 443, forward: api}}}}\n"
GROUP = "target_groups: {api: {port: 8443}}\n"
SMALL = HEAD + BALANCER + GROUP


def balancer(listener: str, settings: str = "") -> str:
    """Return a spec with one listener and settings of its load balancer."""
    return f"{HEAD}{GROUP}load_balancers:\n  blue:\n    listeners: {{https: {listener}}}\n{settings}"


def group(settings: str) -> str:
    """Return a spec with settings of its target group."""
    return f"{HEAD}{BALANCER}target_groups: {{api: {{port: 8443, {settings}}}}}\n"


def service(settings: str, more: str = "") -> str:
    """Return a spec with settings of its service."""
    return f"{SMALL}service: {{{settings}}}\n{more}"
