"""Rules on hubs in a stack: where their spokes are, and what Terraform calls them.

Places are in the hub's own spec, wherever that is written.
"""

from __future__ import annotations

from privatelink_generator import hcl
from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.errors import Loc
from privatelink_generator.patterns.hybrid import rules as hybrid_rules
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.stack.model import HubSpoke, StackSpec
from privatelink_generator.patterns.stack.wiring import placed


def check(spec: StackSpec) -> Findings:
    """Yield every broken rule about hubs and their spokes."""
    for each in spec.spokes:
        yield from _account(spec, each)
    for module, hub in spec.hubs.items():
        if hub.general:
            message = "a stack calls its hubs with what their specs hold; leave general out"
            yield ("modules", module, "spec", "general"), message
    yield from _same_accounts(spec)
    yield from _placed(spec)
    yield from _labels(spec)


def at(each: HubSpoke, *rest: str) -> Loc:
    """Return the path of a spoke in the stack."""
    return ("modules", each.hub, "spec", "spokes", each.name, *rest)


def _account(spec: StackSpec, each: HubSpoke) -> Findings:
    account, own = spec.aliases.get(each.account), each.spoke.region
    if account is None:
        if each.spoke.account:
            near = did_you_mean(each.account, spec.aliases)
            yield at(each, "account"), f"{each.account!r} is not one of the stack's accounts{near}"
    elif own and account.region and own != account.region:
        key = "account" if each.spoke.account else "region"
        yield (
            at(each, key),
            (
                f"{each.account!r} is in {account.region}, and the spoke says region: {own}; write the same Region, or "
                "add an entry of accounts for the other, and name it in the spoke's account"
            ),
        )


def _same_accounts(spec: StackSpec) -> Findings:
    """Reject two aliases of one account and Region for a hub: it is shared with an account once, never with its own."""
    for module in spec.hubs:
        own = spec.modules[module].account
        owners: dict[tuple[str, str], str] = {}
        if (account := spec.aliases.get(own)) and account.id:
            owners[account.id, spec.region_of(module)] = own
        for each in spec.spokes:
            account = spec.aliases.get(each.account)
            if each.hub != module or account is None or account.id is None:
                continue
            other = owners.setdefault((account.id, each.region), each.account)
            if other != each.account:
                whose = "the hub's own account; leave account out" if other == own else f"{other!r} too; write that"
                yield at(each, "account"), f"{each.account!r} is {account.id} in {each.region}, which is {whose}"


def _placed(spec: StackSpec) -> Findings:
    """Yield the rules of the hub's own pattern that its spokes break in the Regions of their accounts."""
    for module, hub in spec.hubs.items():
        if any(each.account not in spec.aliases for each in spec.spokes if each.hub == module):
            continue
        known = placed(spec, module, hub)
        if known.spokes != hub.spokes:
            for loc, message in hybrid_rules.check(known):
                yield ("modules", module, "spec", *loc), message


def _labels(spec: StackSpec) -> Findings:
    """Reject a spoke or service whose name in Terraform, MODULE_SPOKE, is that of something else."""
    owners: dict[str, str] = {hcl.label(name): f"the module {name!r}" for name in spec.modules}
    for each in spec.spokes:
        yield from _label(owners, f"{each.hub}-account-{each.account}", f"the account of {each.account!r}", at(each))
    for each in spec.spokes:
        yield from _label(owners, f"{each.hub}-{each.name}", f"the spoke {each.name!r} of {each.hub!r}", at(each))
    services = {hcl.label(name): f"the module {name!r}" for name in spec.providers if "." not in name}
    for service in spec.providers:
        module, _, name = service.partition(".")
        if name:
            path = ("modules", module, "spec", "services", name)
            yield from _label(services, f"{module}-{name}", f"the service {service!r}", path)


def _label(owners: dict[str, str], name: str, what: str, path: Loc) -> Findings:
    label = hcl.label(name)
    owner = owners.setdefault(label, what)
    if owner != what:
        yield path, f"{what} and {owner} would both be {label} in Terraform; rename one of them"
