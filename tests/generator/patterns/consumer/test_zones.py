"""The zones of services: what the module asks AWS while it plans, and what it leaves out."""

from __future__ import annotations

import pytest

from privatelink_generator.render.module import render
from tests.support.specs import HEAD, consumer_spec, faults

VENDOR = "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc1231981ab"
ENDPOINTS = (
    f"endpoints: {{sqs: {{service: sqs}}, vendor: {{service_name: {VENDOR}}}, "
    "across: {service: lambda, service_region: us-west-2}}\n"
)


def _files(more: str = "") -> dict[str, str]:
    return dict(render(consumer_spec(HEAD + ENDPOINTS + more), source="s.yaml").files)


def test_services_of_aws_are_asked_about() -> None:
    zones = _files()["zones.tf"]

    assert '"sqs" = "com.amazonaws.${local.region}.sqs"' in zones
    assert "vendor" not in zones
    assert "across" not in zones


@pytest.mark.parametrize("choice", ["refuse", "leave-out"])
def test_services_of_vendors_are_asked_about_where_the_spec_says_so(choice: str) -> None:
    assert f'"vendor" = "{VENDOR}"' in _files(f"unsupported_zones: {choice}\n")["zones.tf"]


def test_nothing_is_asked_where_the_spec_says_so() -> None:
    assert "zones.tf" not in _files("unsupported_zones: unchecked\n")


def test_name_of_a_service_never_comes_from_a_data_source() -> None:
    for choice in ("refuse", "leave-out"):
        text = _files(f"unsupported_zones: {choice}\n")["interface-endpoints.tf"]
        names = [line for line in text.splitlines() if line.strip().startswith("service_name")]
        assert len(names) == 3
        assert not any("data." in line for line in names)


def test_subnets_are_left_out_by_zone() -> None:
    text = _files("unsupported_zones: leave-out\n")["interface-endpoints.tf"]

    assert 'try(contains(data.aws_vpc_endpoint_service.this["sqs"].availability_zones, zone), true)' in text


def test_caller_decides_where_the_spec_opens_it() -> None:
    files = _files("inputs: [unsupported_zones]\n")

    assert 'variable "unsupported_zones"' in files["variables.tf"]
    assert 'coalesce(var.unsupported_zones, "refuse") == "leave-out" ? ' in files["interface-endpoints.tf"]


def test_acceptance_of_a_vendor_is_compared_where_the_spec_says_it() -> None:
    spec = f"{HEAD}endpoints: {{vendor: {{service_name: {VENDOR}, acceptance_required: true}}}}\n"
    zones = render(consumer_spec(spec), source="s.yaml").files["zones.tf"]

    assert 'data.aws_vpc_endpoint_service.custom["vendor"].acceptance_required == true' in zones


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("service: sqs, acceptance_required: §true", "AWS accepts connections to its own services at once"),
        (
            f"service_name: {VENDOR}, private_dns: §true, acceptance_required: true",
            "AWS turns private DNS on after acceptance only: write private_dns: after-acceptance",
        ),
        (
            f"service_name: {VENDOR}, private_dns: after-acceptance, acceptance_required: §false",
            "connections wait for nothing (false), and the endpoint waits for acceptance; leave one of them out",
        ),
    ],
)
def test_acceptance_is_refused(keys: str, expected: str) -> None:
    (found,) = faults(f"{HEAD}endpoints: {{e: {{{keys}}}}}\n")

    assert found.startswith(f"§{expected}")
