"""What AWS or Terraform would refuse of a well-formed stack, beside the rules of its modules' own patterns.

A module whose own spec has faults is a bare `Spec`, and rules about links leave it out.
"""

from __future__ import annotations

from collections.abc import Generator

from privatelink_generator import hcl
from privatelink_generator.aws.partitions import partition
from privatelink_generator.aws.policy_conditions import partition_fault
from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.base import MOST_TAGS
from privatelink_generator.patterns.consumer.endpoints import InterfaceEndpoint
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.stack import expectations, hub_rules
from privatelink_generator.patterns.stack.model import Link, StackSpec

type _Found[T] = Generator[tuple[Loc, str], None, T | None]
"""Findings, and what was found where there are none."""

_RESERVED = {
    *("count", "depends_on", "for_each", "lifecycle", "locals", "providers", "source", "version"),
    *("connections", "region", "role_arns", "suspended"),
}
"""Names of variables that Terraform does not take, and those of the stack's own variables and outputs."""


def check(spec: StackSpec) -> Findings:
    """Yield every broken rule of the spec."""
    yield from _modules(spec)
    yield from hub_rules.check(spec)
    yield from _accounts(spec)
    yield from _links(spec)
    yield from _unlinked(spec)
    yield from _private_names(spec)
    yield from expectations.check(spec)


def _modules(spec: StackSpec) -> Findings:
    for name, part in spec.modules.items():
        at: Loc = ("modules", name)
        if hcl.label(name) in _RESERVED:
            yield at, f"{name!r} can't be the name of a variable of the stack; rename the module"
        account = spec.aliases.get(part.account)
        if account is None:
            near = did_you_mean(part.account, spec.aliases)
            yield (*at, "account"), f"{part.account!r} is not one of accounts{near}"
        elif part.spec.region and account.region and part.spec.region != account.region:
            yield (
                (*at, "account"),
                (
                    f"{part.account!r} is in {account.region}, and the module's spec says region: {part.spec.region}; "
                    "write the same Region, or add an entry of accounts for the other"
                ),
            )
        count = len({**spec.tags, **part.spec.tags})
        if count > MOST_TAGS:
            yield (*at, "spec"), f"{count} tags with the stack's own; at most {MOST_TAGS} are taken"


def _accounts(spec: StackSpec) -> Findings:
    for alias, account in spec.aliases.items():
        own = partition(account.region or spec.example_region).name
        if account.role and (fault := partition_fault(account.role, own)):
            yield ("accounts", alias, "role"), fault
    used: dict[str, tuple[str, str]] = {}
    modules: list[tuple[Loc, str, str, str]] = [
        (("modules", name, "account"), name, part.account, spec.region_of(name)) for name, part in spec.modules.items()
    ]
    # One whose Region is not its account's is refused already.
    spokes = [
        (hub_rules.at(each, "account" if each.spoke.account else "region"), each.name, each.account, each.region)
        for each in spec.spokes
        if each.account in spec.aliases and not spec.aliases[each.account].region
    ]
    for at, name, alias, region in (*modules, *spokes):
        first, other = used.setdefault(alias, (name, region))
        if region != other:
            yield (
                at,
                (
                    f"{name!r} is for {region}, and {first!r} in the same account for {other}; "
                    "add an entry of accounts for each Region"
                ),
            )
    named = {*used, *(each.account for each in spec.spokes)}
    if named - spec.aliases.keys() or not all(part.spec.pattern for part in spec.modules.values()):
        return  # An unused account may be a misspelt one, or that of a spoke of a hub with faults.
    for alias in spec.aliases:
        if alias not in named:
            yield ("accounts", alias), f"no module is in the account {alias!r}; leave it out, or name it in modules"


def _links(spec: StackSpec) -> Findings:
    owners: dict[str, int] = {}
    for index, link in enumerate(spec.links):
        at: Loc = ("links", index)
        endpoint = yield from _endpoint(spec, link, at)
        service = yield from _service(spec, link, at)
        if owners.setdefault(link.endpoint, index) != index:
            yield (*at, "endpoint"), f"{link.endpoint!r} has a link already, and connects to one service; leave one out"
        if endpoint and service:
            yield from _connection(endpoint, service, link, at)
            yield from _regions(spec, link, endpoint, service, at)


def _endpoint(spec: StackSpec, link: Link, at: Loc) -> _Found[InterfaceEndpoint]:
    here = (*at, "endpoint")
    if link.module not in spec.modules:
        yield here, f"{link.module!r} is not one of modules{did_you_mean(link.module, spec.modules)}"
        return None
    consumer = spec.modules[link.module].spec
    if isinstance(consumer, ProviderSpec):
        yield here, f"{link.module!r} is a provider, which has no endpoints; name a consumer's"
    if isinstance(consumer, HybridSpec):
        yield here, f"{link.module!r} is a hub, whose endpoints the stack does not link; name a consumer's"
    if not isinstance(consumer, ConsumerSpec):
        return None
    endpoint = consumer.endpoints.get(link.endpoint_name)
    if endpoint is None:
        near = did_you_mean(link.endpoint_name, consumer.endpoints)
        yield here, f"{link.endpoint_name!r} is not one of the endpoints of {link.module!r}{near}"
        return None
    if not isinstance(endpoint, InterfaceEndpoint) or not endpoint.given:
        yield here, f"the stack knows the service of {link.endpoint!r}; write service_name: given in its module's spec"
        return None
    return endpoint


def _service(spec: StackSpec, link: Link, at: Loc) -> _Found[ProviderSpec]:
    here = (*at, "service")
    module, _, name = link.service.partition(".")
    if module not in spec.modules:
        yield here, f"{module!r} is not one of modules{did_you_mean(module, spec.modules)}"
        return None
    owner = spec.modules[module].spec
    if isinstance(owner, ConsumerSpec):
        yield here, f"{module!r} is a consumer, which has no service; name a provider"
    elif isinstance(owner, ProviderSpec) and name:
        yield here, f"{module!r} has one service; write service: {module}"
    elif isinstance(owner, HybridSpec) and not owner.services:
        yield here, f"the hub {module!r} has no services; add one, or name a provider"
    elif isinstance(owner, HybridSpec) and not name:
        yield here, f"{module!r} is a hub; name one of its services, as in {module}.{next(iter(owner.services))}"
    elif isinstance(owner, HybridSpec) and name not in owner.services:
        yield here, f"{name!r} is not one of the services of {module!r}{did_you_mean(name, owner.services)}"
    return spec.providers.get(link.service)


def _connection(endpoint: InterfaceEndpoint, provider: ProviderSpec, link: Link, at: Loc) -> Findings:
    """Reject what acceptance and private DNS of one connection contradict."""
    service, mode = provider.service, endpoint.private_dns_mode
    if endpoint.auto_accept:
        yield (*at, "endpoint"), "the stack accepts its connections; leave auto_accept out of the endpoint"
    if not service.acceptance_required and link.state != "accepted":
        yield (
            (*at, "state"),
            (
                f"{link.service!r} accepts every connection at once (acceptance_required: false), and AWS rejects "
                "none by itself; write acceptance_required: true there, or state: accepted and suspend it later"
            ),
        )
    if mode != "off" and service.private_dns_name is None:
        yield (*at, "endpoint"), f"{link.service!r} has no private_dns_name; leave private_dns out of the endpoint"
    elif mode == "on" and service.acceptance_required:
        yield (
            (*at, "endpoint"),
            (
                "AWS refuses private DNS until the connection is accepted; write private_dns: after-acceptance in the "
                "endpoint, which can be suspended, too"
            ),
        )
    needed = {"ipv4", "ipv6"} if endpoint.ip_address_type == "dualstack" else {endpoint.ip_address_type}
    if lacking := sorted(needed - {*service.supported_ip_address_types}):
        yield (
            (*at, "endpoint"),
            (
                f"the endpoint has addresses of {', '.join(lacking)}, which {link.service!r} does not support; add it "
                "to supported_ip_address_types there, or write another ip_address_type"
            ),
        )


def _regions(spec: StackSpec, link: Link, endpoint: InterfaceEndpoint, provider: ProviderSpec, at: Loc) -> Findings:
    here, there = spec.region_of(link.module), spec.region_of(link.service_module)
    supported = provider.service.supported_regions
    if partition(here) != partition(there):
        yield (
            (*at, "endpoint"),
            f"{here} and {there} are in different partitions, which no endpoint crosses; write Regions of one",
        )
        return
    if (endpoint.service_region or here) != there:
        action = f"write service_region: {there} in the endpoint" if here != there else "leave service_region out"
        yield (
            (*at, "endpoint"),
            f"{link.service!r} is in {there}, and the endpoint, in {here}, looks for it elsewhere; {action}",
        )
    if here != there and here not in (supported or ()):
        regions = ", ".join(dict.fromkeys((*(supported or (there,)), here)))
        yield (
            (*at, "endpoint"),
            f"{link.service!r} has no consumers in {here}; write supported_regions: [{regions}] in its service",
        )
    if supported and there not in supported:
        yield (
            (*at, "service"),
            f"{link.service!r} is in {there}, which its supported_regions lack; add it",
        )


def _unlinked(spec: StackSpec) -> Findings:
    linked = {link.endpoint for link in spec.links}
    for module, consumer in spec.consumers.items():
        for name, endpoint in consumer.interfaces.items():
            if endpoint.given and f"{module}.{name}" not in linked:
                yield (
                    ("modules", module, "spec"),
                    (
                        f"no link names the endpoint {name!r}, whose service is given; add "
                        f"{{endpoint: {module}.{name}, service: MODULE}} to links"
                    ),
                )


def _private_names(spec: StackSpec) -> Findings:
    """Reject two endpoints of a module, and so of a VPC, with private DNS for the same name."""
    owners: dict[tuple[str, str], str] = {}
    for index, link in enumerate(spec.links):
        endpoint, provider = spec.interface(link), spec.providers.get(link.service)
        name = provider.service.private_dns_name if provider else None
        if endpoint is None or name is None or endpoint.private_dns_mode == "off":
            continue
        owner = owners.setdefault((link.module, name.name), link.endpoint)
        if owner != link.endpoint:
            yield (
                ("links", index, "endpoint"),
                (
                    f"{owner!r} has private DNS for {name.name} already, and a VPC resolves a name to one endpoint "
                    "only; write private_dns: false for one of them"
                ),
            )
