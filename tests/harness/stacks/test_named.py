"""Names of places that people use beside IDs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.stacks import named
from privatelink_harness.stacks.named import id_of
from privatelink_localstack.runtime import places
from privatelink_localstack.runtime.places import NamedPlace

URL = "http://127.0.0.1:4566"
APP, SHARED = NamedPlace("VPC", "vpc-1", "111122223333", "us-east-1"), NamedPlace("VPC", "vpc-2", "444455556666", "x")


@pytest.fixture(autouse=True)
def _localstack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    known = {"app": [APP], "orders": [APP, SHARED], SHARED.account: [SHARED]}
    monkeypatch.setattr(places, "read_places", lambda _, name: known.get(name, []))
    record = tmp_path / "stack" / "stack.json"
    record.parent.mkdir()
    record.write_text(json.dumps({"endpoint": URL, "accounts": {"shared": SHARED.account}}))
    monkeypatch.setattr(named, "stacks_on", lambda _: [record.parent])


@pytest.mark.parametrize(
    ("name", "expected"),
    [("app", "vpc-1"), ("shared", "vpc-2"), (SHARED.account, "vpc-2"), ("vpc-9", "vpc-9"), ("unknown", "unknown")],
)
def test_name_leads_to_an_id(name: str, expected: str) -> None:
    assert id_of(URL, name) == expected


def test_ambiguous_name_tells_its_places() -> None:
    with pytest.raises(HarnessError) as refused:
        id_of(URL, "orders")
    assert str(refused.value).startswith(
        "'orders': 2 places have this name: vpc-1 (VPC of 111122223333 in us-east-1), vpc-2 (VPC of 444455556666 in x)"
    )
