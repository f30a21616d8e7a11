"""Ports and ranges of ports."""

from __future__ import annotations

import pytest

from privatelink_generator.aws.ports import PortRange
from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from tests.support.specs import HEAD, faults


@pytest.mark.parametrize(("value", "expected"), [(443, PortRange(443, 443)), ("1400-1499", PortRange(1400, 1499))])
def test_range_is_read_and_written(value: int | str, expected: PortRange) -> None:
    assert (PortRange.parse(value), str(expected)) == (expected, str(value))


@pytest.mark.parametrize("text", ["", "443", "0-1", "20-10", "5-5", "1-65536", "1-2-3", "\u0661-\u0662"])
def test_other_text_is_no_range(text: str) -> None:
    with pytest.raises(ValueError, match="is not a range of ports"):
        PortRange.parse(text)


@pytest.mark.parametrize(
    ("ports", "message"),
    [
        ("[§1499-1400]", "is not a range of ports; write the lower one first, such as 1400-1499"),
        ("[§true]", "is not a port, nor a range such as 1400-1499"),
        ("[§70000]", "is not a port: ports are 1 to 65535"),
    ],
)
def test_spec_rejects_what_is_no_port(ports: str, message: str) -> None:
    text = (
        f"{HEAD}endpoints: {{l: {{service: lambda}}}}\nsecurity_group: {{ingress: [{{from: vpc, ports: {ports}}}]}}\n"
    )

    [fault] = faults(text)

    assert fault.startswith("§")
    assert fault.endswith(message)


def test_ranges_of_services_and_rules_are_rules_of_the_security_group() -> None:
    text = f"""{HEAD}endpoints: {{a: {{service: appstream.streaming}}, l: {{service: lambda}}}}
security_group: {{ingress: [{{from: vpc}}, {{from: 10.0.0.0/8, ports: [9000-9099]}}]}}
"""

    code = render(loads(text), source="s.yaml").files["security-group.tf"]

    ports = [line.split("=")[1].strip() for line in code.splitlines() if "_port " in line or "_port=" in line]
    assert ports == ["443", "443", "1400", "1499", "9000", "9099"]
