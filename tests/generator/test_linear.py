"""The work for a spec grows as its endpoints do: counted in calls, which a busy machine does not change."""

from __future__ import annotations

import cProfile
import gc
from collections.abc import Callable
from functools import partial

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render import cache
from privatelink_generator.render.module import render
from tests.support.specs import HEAD

ENDPOINTS = {
    "interface": "service: sqs, private_dns: false",
    "own": "service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198#, private_dns: after-acceptance",
    "given": "service_name: given",
    "policy": "service: lambda, private_dns: false, "
    "policy: [{actions: ['*'], resources: ['*'], principals: [role/a#]}]",
    "addresses": "service: sqs, private_dns: false, addresses: {us-east-1a: {ipv4: 10.0.1.#}}",
}


def spec(endpoint: str, number: int) -> str:
    """Return a spec with many endpoints; `#` is three digits that each has for itself."""
    endpoints = "".join(f"  e-{each}: {{{endpoint.replace('#', str(each))}}}\n" for each in range(100, 100 + number))
    return f"{HEAD}quotas: {{interface_endpoints_per_vpc: {number}}}\nendpoints:\n{endpoints}"


def calls(work: Callable[[], object]) -> int:
    """Return the number of calls of functions, of C's too, that some work makes."""
    # A function of Python's own that counts would take most of the time.
    profile = cProfile.Profile()
    # A collection would call what waits for the end of objects, whenever it falls due.
    gc.disable()
    try:
        profile.runcall(work)
    finally:
        gc.enable()
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("head", "endpoint"),
    [*(("", each) for each in ENDPOINTS.values()), ("open: true\n", ENDPOINTS["interface"])],
    ids=[*ENDPOINTS, "open"],
)
def test_calls_grow_as_endpoints_do(monkeypatch: pytest.MonkeyPatch, head: str, endpoint: str) -> None:
    monkeypatch.setattr(cache, "recall", lambda _: None)
    monkeypatch.setattr(cache, "keep", lambda *_: None)

    def generate(number: int) -> None:
        render(loads(head + spec(endpoint, number)), source="s.yaml")

    # What is parsed or compiled once is so before the counting.
    for number in (10, 20, 40):
        generate(number)
    ten, twenty, forty = (calls(partial(generate, number)) for number in (10, 20, 40))

    # From 20 to 40 there are twice as many more as from 10 to 20; four times, where each is compared with each.
    assert forty - twenty < 2.2 * (twenty - ten)
