"""The hybrid pattern: a hub with endpoints and services for on premises and for other VPCs."""

from __future__ import annotations

from privatelink_generator.patterns.hybrid.links import LinksView
from privatelink_generator.patterns.hybrid.model import HybridSpec
from privatelink_generator.patterns.hybrid.notes import notes
from privatelink_generator.patterns.hybrid.rules import check, check_parts
from privatelink_generator.patterns.hybrid.starter import STARTER
from privatelink_generator.patterns.hybrid.view import HybridView
from privatelink_generator.patterns.pattern import Pattern


def _folder(spec: HybridSpec) -> str:
    if spec.side == "spoke":
        return "spoke"
    return "hub" if spec.general else spec.pattern


def _expects(spec: HybridSpec) -> set[str]:
    if spec.side == "spoke" or spec.general:
        return set()
    made = LinksView(spec).has_connections
    return {"aws_vpn_connection.this", "aws_customer_gateway.this"} if made else set()


def _summary(spec: HybridSpec) -> str:
    counts = {"endpoint": len(spec.endpoints), "service": len(spec.services), "spoke": len(spec.spokes)}
    return ", ".join(f"{count} {noun}{'s' * (count != 1)}" for noun, count in counts.items())


HYBRID = Pattern(
    name="hybrid",
    model=HybridSpec,
    rules=check,
    notes=notes,
    view=HybridView,
    expects=_expects,
    summary=_summary,
    starter=STARTER,
    part_rules=check_parts,
    parts=lambda spec: spec.parts,
    is_part=True,
    folder=_folder,
    folders=("hub", "spoke"),
)
