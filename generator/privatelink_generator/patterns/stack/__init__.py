"""The stack pattern: a composition of consumer and provider modules over several accounts and Regions."""

from __future__ import annotations

from privatelink_generator import hcl
from privatelink_generator.patterns.pattern import Pattern
from privatelink_generator.patterns.stack.hub_view import HubsView
from privatelink_generator.patterns.stack.model import StackSpec
from privatelink_generator.patterns.stack.notes import notes
from privatelink_generator.patterns.stack.rules import check
from privatelink_generator.patterns.stack.starter import STARTER
from privatelink_generator.patterns.stack.view import StackView
from privatelink_generator.patterns.stack.wiring import parts


def _expects(spec: StackSpec) -> set[str]:
    hubs = HubsView(spec)
    spokes = {call.label for call in hubs.spokes}
    accounts = {f"{name}_account_{alias}" for name, hub in hubs.hubs.items() for alias in hub.sharing_accounts}
    return {f"module.{hcl.label(name)}" for name in (*spec.modules, *spokes, *accounts)}


def _summary(spec: StackSpec) -> str:
    counts = {"account": len(spec.accounts), "module": len(spec.modules), "link": len(spec.links)}
    return ", ".join(f"{count} {noun}{'s' * (count != 1)}" for noun, count in counts.items())


STACK = Pattern(
    name="stack",
    model=StackSpec,
    rules=check,
    notes=notes,
    view=StackView,
    expects=_expects,
    summary=_summary,
    starter=STARTER,
    parts=parts,
    composes=True,
)
