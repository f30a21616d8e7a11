"""How CHANGELOG.md announces replacements."""

from __future__ import annotations

import pytest

from tests.support.changelog import announced, is_announced

TEXT = """# Changelog

## Unreleased

### Replaces

- `aws_security_group.endpoints` of consumers gets another description, which AWS can't change.
- Every `terraform_data` is made again, without a call of AWS's.

### Fixed

- `aws_lb.this` stays.

## 0.1.0

### Replaces

- `aws_lb.main`
"""


def test_announcements_are_those_of_the_next_release() -> None:
    assert announced(TEXT) == {"aws_security_group.endpoints", "terraform_data"}


def test_changelog_without_the_heading_announces_nothing() -> None:
    assert announced("## Unreleased\n\n### Fixed\n\n- `aws_lb.this`\n") == frozenset()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("aws_security_group.endpoints", True),
        ('module.a.module.b["x.y"].aws_security_group.endpoints[0]', True),
        ('module.a.terraform_data.group["a.b"]', True),
        ("module.a.aws_security_group.other", False),
        ("aws_vpc_endpoint.endpoints", False),
    ],
)
def test_address_is_announced_by_its_type_or_its_name(address: str, *, expected: bool) -> None:
    assert is_announced(address, announced(TEXT)) is expected
