"""An organization's record for tests of rules: a unit in a unit, and an account in the inner one."""

from __future__ import annotations

from privatelink_localstack.organizations import members, units
from privatelink_localstack.organizations.model import Member, Organization

MANAGER, APP = "111111111111", "222222222222"
MANAGEMENT = Member(MANAGER, "management", "management@example.com", "r-abcd", "INVITED", 0)
ORGANIZATION = Organization("o-exampleorg", "aws", MANAGER, "r-abcd", members={MANAGER: MANAGEMENT})
RETAIL, SHOPS = "ou-abcd-11111111", "ou-abcd-22222222"


def grown() -> Organization:
    """Return an organization with a unit in a unit, and an account in the inner one."""
    outer, _ = units.create(ORGANIZATION, RETAIL, name="retail", parent="r-abcd", tags={})
    inner, _ = units.create(outer, SHOPS, name="shops", parent=RETAIL, tags={})
    created, _ = members.create(inner, "car-1", APP, name="app", email="app@example.com", tags={}, now=1)
    return members.move(created, APP, source="r-abcd", destination=SHOPS)
