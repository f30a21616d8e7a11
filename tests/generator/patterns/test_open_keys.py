"""The keys by which a spec leaves values to its module's caller."""

from __future__ import annotations

import pytest

from privatelink_generator.load import schema
from tests.support.specs import HEAD, consumer_spec, faults

BODY = f"{HEAD}endpoints: {{l: {{service: lambda}}}}\n"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("", {"ingress": False, "endpoints": False}),
        ("open: true\n", {"ingress": True, "endpoints": True}),
        ("general: true\n", {"ingress": True, "endpoints": True}),
        ("general: true\nopen: true\n", {"ingress": True, "endpoints": True}),
        ("inputs: [ingress]\n", {"ingress": True, "endpoints": False}),
    ],
)
def test_spec_opens_what_its_keys_name(keys: str, expected: dict[str, bool]) -> None:
    spec = consumer_spec(BODY + keys)

    assert {name: spec.opens(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            "inputs: [§ingres]\n",
            (
                "inputs.0: \"ingres\" is not one of 'endpoints', 'additional_endpoints', 'ingress', 'network_acl' or "
                "'unsupported_zones'; "
                "did you mean 'ingress'?"
            ),
        ),
        ("inputs: §ingress\n", 'inputs: "ingress" is not a list; write ["ingress"]'),
        ("open: §yes\n", 'open: "yes" is not true or false; write true'),
    ],
)
def test_unknown_input_is_rejected_at_its_place(keys: str, expected: str) -> None:
    assert faults(BODY + keys) == [f"§{expected}"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("open: true\n", "the spec has both open (all variables) and inputs (those alone); write one of them"),
        ("general: true\n", "the spec has both general (all is its caller's) and inputs; leave inputs out"),
    ],
)
def test_inputs_beside_what_opens_all_are_rejected(keys: str, expected: str) -> None:
    assert faults(f"§{BODY}inputs: [ingress]\n{keys}") == [f"§{expected}"]


def test_schema_lists_the_inputs_of_a_pattern() -> None:
    inputs = schema()["definitions"]["ConsumerSpec"]["properties"]["inputs"]

    assert inputs["items"]["enum"] == [
        "endpoints",
        "additional_endpoints",
        "ingress",
        "network_acl",
        "unsupported_zones",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "endpoints: {s3: {service: s3, type: gateway}}\ninputs: [§ingress]\n",
            "ingress is about the security group of interface endpoints, and the spec has none; leave it out",
        ),
        (
            "endpoints: {s3: {service: s3, type: gateway}}\ninputs: [§network_acl]\n",
            "network_acl is about the subnets of interface endpoints, and the spec has none; leave it out",
        ),
        (
            "endpoints: {pay: {service_name: §given}}\ngeneral: true\n",
            "the caller of a general module passes every service's name; write one for the example",
        ),
        (
            "endpoints: {s3: {service: s3, policy: §{preset: org-to-org}}}\ngeneral: true\n",
            "the caller of a general module passes the statements; write them, or leave general out",
        ),
        (
            "endpoints: {s3: {service: s3}}\ngeneral: true\ndata_perimeter: §{networks: [203.0.113.0/24]}\n",
            "a general module has no endpoint of its own to compare with; leave it out",
        ),
    ],
)
def test_key_without_a_use_is_rejected(text: str, expected: str) -> None:
    assert faults(HEAD + text) == [f"§{expected}"]
