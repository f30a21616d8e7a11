"""The provider pattern: an endpoint service behind network load balancers."""

from __future__ import annotations

from privatelink_generator import hcl
from privatelink_generator.patterns.pattern import Pattern
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.notes import notes
from privatelink_generator.patterns.provider.rules import check
from privatelink_generator.patterns.provider.starter import STARTER
from privatelink_generator.patterns.provider.view import ProviderView


def _expects(spec: ProviderSpec) -> set[str]:
    view = ProviderView(spec)
    return {
        "aws_vpc_endpoint_service.this",
        *(f"aws_lb.{hcl.label(name)}" for name in spec.load_balancers),
        *(f"aws_lb_listener.{port.label}" for port in view.ports),
        *(f"aws_lb_target_group.{pair.label}" for pair in view.pairs),
        *(["aws_cloudwatch_contributor_managed_insight_rule.this"] if spec.contributor_insights else []),
    }


def _summary(spec: ProviderSpec) -> str:
    listeners = sum(len(each.listeners) for each in spec.load_balancers.values())
    counts = {"load balancer": len(spec.load_balancers), "listener": listeners, "target group": len(spec.target_groups)}
    return ", ".join(f"{count} {noun}{'s' * (count != 1)}" for noun, count in counts.items())


PROVIDER = Pattern(
    name="provider",
    model=ProviderSpec,
    rules=check,
    notes=notes,
    view=ProviderView,
    expects=_expects,
    summary=_summary,
    starter=STARTER,
    is_part=True,
)
