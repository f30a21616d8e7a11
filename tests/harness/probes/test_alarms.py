"""The probe of an alarm, where nothing can be shown."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from privatelink_harness.checks.property import TRAFFIC, Property
from privatelink_harness.probes import alarms
from privatelink_harness.probes.prober import Unprovable


@pytest.mark.parametrize(
    ("namespace", "reason"),
    [
        ("AWS/NetworkELB", "LocalStack has no metrics of load balancers"),
        ("AWS/PrivateLinkServices", "the target's API can't be asked"),
    ],
)
def test_data_that_nobody_can_ask_for_is_not_provable(namespace: str, reason: str) -> None:
    evidence: Any = SimpleNamespace(described={"Namespace": namespace})
    prober: Any = SimpleNamespace(api=None)
    [probe] = alarms.probes(evidence)
    with pytest.raises(Unprovable, match=f"^{reason}$"):
        probe.attempt(prober)
    assert (probe.about, probe.about in TRAFFIC) == (Property.ALARM_DATA, True)
