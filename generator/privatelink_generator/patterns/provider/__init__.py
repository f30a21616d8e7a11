"""The provider pattern: an endpoint service behind network load balancers."""

from __future__ import annotations

from privatelink_generator import hcl
from privatelink_generator.patterns.pattern import Pattern
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.notes import notes
from privatelink_generator.patterns.provider.rules import check, check_parts
from privatelink_generator.patterns.provider.starter import STARTER
from privatelink_generator.patterns.provider.view import ProviderView
from privatelink_generator.versions import AWS_PROVIDER_MINIMUM, Release


def _expects(spec: ProviderSpec) -> set[str]:
    view = ProviderView(spec)
    insights = {"aws_cloudwatch_contributor_managed_insight_rule.this"} if spec.contributor_insights else set()
    if spec.general:
        return {
            f"{each}.this" for each in ("aws_vpc_endpoint_service", "aws_lb", "aws_lb_listener", "aws_lb_target_group")
        } | insights
    return {
        "aws_vpc_endpoint_service.this",
        *(f"aws_lb.{hcl.label(name)}" for name in spec.load_balancers),
        *(f"aws_lb_listener.{port.label}" for port in view.ports),
        *(f"aws_lb_target_group.{pair.label}" for pair in view.pairs),
        *insights,
    }


_SECONDARY_ADDRESSES = (6, 0)
_MANAGED_INSIGHT_RULES = (5, 89)
"""The AWS provider's first releases with these arguments and resources."""


def _aws_provider(spec: ProviderSpec) -> Release:
    return max(
        AWS_PROVIDER_MINIMUM,
        _SECONDARY_ADDRESSES if ProviderView(spec).secondary_addresses else AWS_PROVIDER_MINIMUM,
        _MANAGED_INSIGHT_RULES if spec.contributor_insights else AWS_PROVIDER_MINIMUM,
    )


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
    part_rules=check_parts,
    aws_provider=_aws_provider,
    is_part=True,
)
