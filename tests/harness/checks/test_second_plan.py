"""The check of the second plan."""

from __future__ import annotations

import json
from typing import Any

import pytest

from privatelink_harness.checks import second_plan
from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.targets.localstack.session import LocalStackSession
from privatelink_harness.targets.localstack.stock import DROPS, STOCK_GAPS

LOG_GROUP = "aws_cloudwatch_log_group"
TARGET = LocalStackSession("http://127.0.0.1:4566", "111122223333")

STATEMENT = [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]
DROPPED = json.dumps({"Statement": STATEMENT})
WANTED = json.dumps({"Version": "2012-10-17", "Statement": STATEMENT})
NARROWER = WANTED.replace("s3:*", "s3:Get*")


def change(before: dict[str, Any] | None, after: dict[str, Any] | None, **rest: Any) -> dict[str, Any]:
    actions = ["update"] if before and after else ["create"] if after else ["delete"]
    return {
        "mode": "managed",
        "type": rest.pop("type", "aws_vpc_endpoint"),
        "address": rest.pop("address", "aws_vpc_endpoint.s3"),
        "change": {"actions": actions, "before": before, "after": after, **rest},
    }


def check(*changes: dict[str, Any], **plan: Any) -> Check:
    return second_plan.check({"resource_changes": list(changes), **plan}, TARGET)


def test_check_passes_without_a_plan() -> None:
    row = second_plan.check(None, TARGET)
    assert (row.verdict, row.proof, row.expected, row.found) == (
        Verdict.PASSED,
        Proof.STRUCTURAL,
        "no changes",
        "no changes",
    )


@pytest.mark.parametrize(
    ("before", "after", "attribute", "gap"),
    [
        ({"policy": DROPPED}, {"policy": WANTED}, "policy", Property.POLICY_VERSION),
        ({"ip_address_type": "ipv4"}, {"ip_address_type": "dualstack"}, "ip_address_type", Property.IP_ADDRESS_TYPE),
        ({"dns_options": [{"dns_record_ip_type": "ipv4"}]}, {"dns_options": []}, "dns_options", Property.DNS_RECORDS),
        ({"service_region": ""}, {"service_region": "us-west-2"}, "service_region", Property.SERVICE_REGION),
    ],
)
def test_check_is_not_provable_with_a_change_that_a_gap_explains(
    before: dict[str, Any], after: dict[str, Any], attribute: str, gap: Property
) -> None:
    row = check(change(before, after))
    assert (row.verdict, row.note, row.found) == (
        Verdict.UNPROVABLE,
        STOCK_GAPS[gap],
        f"aws_vpc_endpoint.s3: {attribute}",
    )


@pytest.mark.parametrize(
    "changes",
    [
        [change({"policy": DROPPED}, {"policy": NARROWER})],
        [change({"policy": DROPPED, "tags": {}}, {"policy": WANTED, "tags": {"a": "b"}})],
        [change({"tags": {}}, {"tags": {"a": "b"}})],
        [change({"policy": DROPPED}, {"policy": WANTED}), change({"tags": {}}, {"tags": {"a": "b"}})],
        [change({"policy": DROPPED}, {"policy": WANTED}, type="aws_sns_topic_policy")],
        [change(None, {"policy": WANTED})],
        [change({"policy": DROPPED}, None)],
        [change({"policy": DROPPED}, {"policy": DROPPED}, after_unknown={"id": True})],
    ],
)
def test_check_fails_with_any_other_change(changes: list[dict[str, Any]]) -> None:
    row = check(*changes)
    assert (row.verdict, row.note) == (Verdict.FAILED, "")


def test_check_is_not_provable_with_the_policy_of_an_endpoint_in_a_resource_of_its_own() -> None:
    row = check(change({"policy": DROPPED}, {"policy": WANTED}, type="aws_vpc_endpoint_policy"))
    assert (row.verdict, row.note) == (Verdict.UNPROVABLE, STOCK_GAPS[Property.POLICY_VERSION])


WHOLE = [key for key, drop in DROPS.items() if not drop.parts]


@pytest.mark.parametrize(("kind", "attribute"), WHOLE)
def test_check_is_not_provable_with_an_attribute_that_the_target_drops(kind: str, attribute: str) -> None:
    dropped = change({attribute: []}, {attribute: ["x"]}, type=kind, address=f"{kind}.this")
    row = check(dropped)
    assert (row.verdict, row.found, row.note) == (
        Verdict.UNPROVABLE,
        f"{kind}.this: {attribute}",
        DROPS[kind, attribute].reason,
    )


RULE = {"rule_no": 1, "protocol": "icmp", "icmp_type": 8, "icmp_code": -1, "cidr_block": "10.0.0.0/8"}
ANSWERED = {**RULE, "protocol": "1", "icmp_type": 0, "icmp_code": 0}


@pytest.mark.parametrize(
    ("planned", "verdict"), [(RULE, Verdict.UNPROVABLE), ({**RULE, "cidr_block": "0.0.0.0/0"}, Verdict.FAILED)]
)
def test_check_looks_into_the_blocks_of_an_attribute(planned: dict[str, Any], verdict: Verdict) -> None:
    assert check(change({"ingress": [ANSWERED]}, {"ingress": [planned]}, type="aws_network_acl")).verdict is verdict


def test_check_fails_with_another_attribute_beside_a_dropped_one() -> None:
    kind, attribute = WHOLE[0]
    both = change({attribute: [], "other": 1}, {attribute: ["x"], "other": 2}, type=kind)
    assert check(both).verdict is Verdict.FAILED


REPLACED = change({"log_group_class": "STANDARD"}, {"log_group_class": "INFREQUENT_ACCESS"}, type=LOG_GROUP)
REPLACED["change"]["actions"] = ["delete", "create"]
FOLLOWS = change(
    {"log_destination": "arn:1"},
    {},
    type="aws_flow_log",
    address="aws_flow_log.this",
    after_unknown={"log_destination": True},
    replace_paths=[["log_destination"]],
)
FOLLOWS["change"]["actions"] = ["delete", "create"]


def test_check_is_not_provable_with_a_replacement_that_follows_from_a_dropped_attribute() -> None:
    row = check(REPLACED, FOLLOWS)
    assert (row.verdict, row.note) == (Verdict.UNPROVABLE, DROPS[LOG_GROUP, "log_group_class"].reason)
    assert row.found == "aws_vpc_endpoint.s3: log_group_class; aws_flow_log.this"


def test_check_fails_with_a_replacement_that_follows_from_nothing() -> None:
    assert check(FOLLOWS).verdict is Verdict.FAILED


class Exact(LocalStackSession):
    """A target that answers everything rightly."""

    @property
    def gaps(self) -> dict[Property, str]:
        """None."""
        return {}


def test_check_fails_where_the_target_has_no_gap() -> None:
    plan = {"resource_changes": [change({"policy": DROPPED}, {"policy": WANTED})]}
    assert second_plan.check(plan, Exact("http://127.0.0.1:1", "1")).verdict is Verdict.FAILED


def test_check_ignores_attributes_known_only_after_apply() -> None:
    before = {"service_region": "", "id": "vpce-1", "arn": "arn:1", "service_network_arn": ""}
    after = {"service_region": "us-west-2", "service_network_arn": None}
    row = check(change(before, after, after_unknown={"id": True, "arn": True}))
    assert row.found == "aws_vpc_endpoint.s3: service_region"


def test_check_ignores_unchanged_resources_and_data_sources() -> None:
    same = change({"tags": {}}, {"tags": {}})
    same["change"]["actions"] = ["no-op"]
    data = {**change({}, {"x": 1}), "mode": "data"}
    assert check(same, data).found == "changes"


def test_check_fails_with_changed_outputs_alone() -> None:
    row = check(output_changes={"kept": {"actions": ["no-op"]}, "vpc_id": {"actions": ["update"]}})
    assert (row.verdict, row.found) == (Verdict.FAILED, "output.vpc_id")


def test_check_ignores_outputs_beside_resources() -> None:
    row = check(change({"policy": DROPPED}, {"policy": WANTED}), output_changes={"policy": {"actions": ["update"]}})
    assert row.verdict is Verdict.UNPROVABLE


def test_check_names_every_change() -> None:
    row = check(
        change({"tags": {}, "policy": DROPPED}, {"tags": {"a": "b"}, "policy": NARROWER}),
        change({"tags": {}}, None, address="aws_vpc.this"),
    )
    assert row.found == "aws_vpc_endpoint.s3: policy, tags; aws_vpc.this"
