"""Alarms on an endpoint service and its load balancers, with the dimensions that have data.

PrivateLink guide, "CloudWatch metrics for AWS PrivateLink": a metric exists under exact sets of dimensions; with any
other set an alarm stays INSUFFICIENT_DATA.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from privatelink_generator.patterns.base import Model

Threshold = Annotated[int, Field(ge=0, strict=True)]


class Alarm(Model):
    """When an alarm goes off."""

    above: Threshold = Field(description="The largest value that is no reason for an alarm.")
    minutes: Annotated[int, Field(ge=1, le=1440, strict=True)] = Field(5, description="How many minutes are looked at.")
    datapoints: Annotated[int, Field(ge=1, le=1440, strict=True)] | None = Field(
        None, description="In how many of them the value must be above. Default: all."
    )


class Alarms(Model):
    """Alarms by what they watch; the module has the thresholds as a variable."""

    active_connections: Alarm | None = Field(None, description="Connections through all endpoints.")
    new_connections: Alarm | None = Field(None, description="New connections a minute.")
    resets: Alarm | None = Field(None, description="Packets a minute by which targets reset connections.")
    unhealthy_targets: Alarm | None = Field(None, description="Unhealthy targets of a target group.")
    port_allocation_errors: Alarm | None = Field(
        None, description="Connections a minute that found no free port: over 55,000 to one target."
    )
    blocked_flows: Alarm | None = Field(
        None, description="New connections a minute that a load balancer's security group refused."
    )

    @property
    def by_name(self) -> dict[str, Alarm]:
        """The alarms that the spec has."""
        alarms = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: alarm for name, alarm in alarms.items() if alarm is not None}
