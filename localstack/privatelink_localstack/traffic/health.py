"""The health of targets that the data plane has measured, in AWS's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from privatelink_localstack.dataplane.protocol import TargetHealth
from privatelink_localstack.dataplane.state.health import Health, Reason
from privatelink_localstack.load_balancing.target_groups.health_fault import DESCRIPTIONS
from privatelink_localstack.load_balancing.target_groups.measured import Measured, Place


def measured(healths: Iterable[TargetHealth], target_group: str) -> Mapping[Place, Measured]:
    """Return what is measured of a target group's targets, by address and port.

    A target counts while a client listens behind its interface or has entered it, and while a program answers there
    by itself. Where nobody has ever put a program nothing is measured: no instance of LocalStack's runs any.
    """
    counted = (each for each in healths if each.group == target_group and (each.inhabited or _answers(each.health)))
    return {(str(each.target.address), each.target.port): _measured(each.health) for each in counted}


def _answers(health: Health) -> bool:
    return health.passed > 0 or health.reason is Reason.CODE


def _measured(health: Health) -> Measured:
    text = partial(Measured, health.status.value)
    if health.reason is None:
        return text()
    if health.reason is Reason.CODE and health.code is not None:
        return text(health.reason.value, f"Health checks failed with these codes: [{health.code}]")
    return text(health.reason.value, DESCRIPTIONS[health.reason.value])
