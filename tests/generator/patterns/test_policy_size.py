"""AWS's 20,480 characters, counted as Terraform sends them and in the longest names that they can come to."""

from __future__ import annotations

import json

import pytest

from privatelink_generator.aws.policy_document import WIDEST
from privatelink_generator.patterns.policy import document
from privatelink_generator.patterns.policy_presets import size
from tests.support.specs import consumer_spec, faults

SPEC = (
    "version: 1\npattern: consumer\nname: core\nendpoints:\n  l:\n    service: lambda\n    policy:\n"
    "      - {principals: [root], actions: ['*'], resources: [RESOURCES]}\n"
)


def _spec(*resources: str) -> str:
    return SPEC.replace("RESOURCES", json.dumps(list(resources))[1:-1])


def _size(text: str) -> int:
    (endpoint,) = consumer_spec(text).endpoints.values()
    return size(endpoint.statements, None, gateway=False)


def _filled(characters: int) -> str:
    """Return a policy of that many characters."""
    return _spec("arn:" + "x" * (characters - _size(_spec("arn:"))))


def test_policy_of_exactly_the_limit_is_accepted() -> None:
    assert faults(_filled(20_480)) == []


def test_policy_of_one_character_more_is_rejected() -> None:
    assert faults(_filled(20_481)) == [
        (
            "s.yaml:8:7: the policy has up to 20,481 characters, AWS takes 20,480; "
            "use wildcards or conditions in place of long lists"
        )
    ]


@pytest.mark.parametrize(
    ("text", "characters"), [("a", 1), ("é", 1), ("<", 6), (">", 6), ("&", 6), ('"', 2), ("\\", 2)]
)
def test_size_counts_characters_as_jsonencode_writes_them(text: str, characters: int) -> None:
    assert _size(_spec(f"arn:{text}")) - _size(_spec("arn:")) == characters


def test_size_counts_short_names_in_full() -> None:
    short = SPEC.replace("resources: [RESOURCES]", "functions: [f]")
    (endpoint,) = consumer_spec(short).endpoints.values()

    assert _size(short) == len(json.dumps(document(endpoint.statements, WIDEST, gateway=False), separators=(",", ":")))
