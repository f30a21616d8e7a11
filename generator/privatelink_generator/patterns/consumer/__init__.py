"""The consumer pattern: a VPC's endpoints for AWS services and for services that others provide."""

from __future__ import annotations

from privatelink_generator import hcl
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.consumer.opened import Opened
from privatelink_generator.patterns.consumer.rules import check, check_endpoints
from privatelink_generator.patterns.consumer.service_rules import notes
from privatelink_generator.patterns.consumer.starter import STARTER
from privatelink_generator.patterns.consumer.view import ConsumerView
from privatelink_generator.patterns.pattern import Pattern


def _expects(spec: ConsumerSpec) -> set[str]:
    opened = Opened(spec)
    own = {f"aws_vpc_endpoint.{hcl.label(name)}" for name in (*opened.names, *spec.gateway_load_balancers)}
    labels = [*([opened.label] if opened.interfaces else []), opened.gateway_label] if opened.variable else []
    return own | {f"aws_vpc_endpoint.{label}" for label in labels}


def _summary(spec: ConsumerSpec) -> str:
    others = len(spec.gateway_load_balancers)
    through = f", {others} Gateway Load Balancer" if others else ""
    return f"{len(spec.interfaces)} interface, {len(spec.gateways)} gateway{through} endpoints"


CONSUMER = Pattern(
    name="consumer",
    model=ConsumerSpec,
    rules=check,
    notes=notes,
    view=ConsumerView,
    expects=_expects,
    summary=_summary,
    starter=STARTER,
    part_rules=check_endpoints,
    is_part=True,
)
