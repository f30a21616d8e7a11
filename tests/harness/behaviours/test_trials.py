"""Each behaviour passes on a cloud in order, fails where exactly that is wrong, and is put back however it ends."""

from __future__ import annotations

import pytest

from privatelink_harness.behaviours.behaviour import Behaviour, find_behaviours
from privatelink_harness.behaviours.perform import behave
from privatelink_harness.checks.check import Check, Proof, Verdict
from privatelink_harness.checks.property import Property
from privatelink_harness.errors import HarnessError
from tests.support.behaving import CONSUMER, OWNER, PRINCIPAL, Cloud, MemoryStage

ALL = frozenset(Behaviour)


def rows(stage: MemoryStage, *chosen: Behaviour) -> list[Check]:
    return behave(stage, None, frozenset(chosen) or ALL)


def failed(stage: MemoryStage, *chosen: Behaviour) -> set[tuple[str, Property]]:
    """Return the account and the property of what fails; each failure says its usual cause."""
    found = [check for check in rows(stage, *chosen) if check.verdict is Verdict.FAILED]
    assert all(check.cause for check in found)
    return {(check.account.alias, check.property) for check in found if check.account}


def test_every_trial_passes_on_both_sides() -> None:
    checks = rows(MemoryStage())
    assert {check.verdict for check in checks} == {Verdict.PASSED}
    assert {check.proof for check in checks} == {Proof.EMULATED}
    found = {(check.account.id, check.property) for check in checks if check.account}
    assert found == {
        (OWNER, Property.REACCEPTANCE),
        (CONSUMER, Property.REACCEPTANCE),
        (OWNER, Property.PRINCIPAL_REMOVED),
        (CONSUMER, Property.PRINCIPAL_REMOVED),
        (OWNER, Property.DELETION_REFUSED),
        (OWNER, Property.DRIFT),
        (CONSUMER, Property.DELETED_ENDPOINT),
    }


def test_everything_is_put_back() -> None:
    stage = MemoryStage()
    rows(stage)
    cloud = stage.cloud
    assert (cloud.connection, cloud.endpoint, cloud.principals, cloud.acceptance_required, cloud.made) == (
        "available",
        "available",
        [PRINCIPAL],
        True,
        [],
    )
    assert stage.applies == 1, "one apply puts right what only Terraform can"


@pytest.mark.parametrize(
    ("cloud", "chosen", "expected"),
    [
        (Cloud(consumer_lags=True), Behaviour.ACCEPTANCE, {("consumer", Property.REACCEPTANCE)}),
        (Cloud(admits_anyone=True), Behaviour.PRINCIPALS, {("provider", Property.PRINCIPAL_REMOVED)}),
        (
            Cloud(drops_connections=True),
            Behaviour.PRINCIPALS,
            {("provider", Property.PRINCIPAL_REMOVED), ("consumer", Property.PRINCIPAL_REMOVED)},
        ),
        (Cloud(deletes_in_use=True), Behaviour.DELETION, {("provider", Property.DELETION_REFUSED)}),
    ],
)
def test_exactly_what_is_wrong_fails(cloud: Cloud, chosen: Behaviour, expected: set[tuple[str, Property]]) -> None:
    assert failed(MemoryStage(cloud), chosen) == expected


@pytest.mark.parametrize(
    "stage", [MemoryStage(notices=False), MemoryStage(repairs=False)], ids=["not noticed", "not put right"]
)
def test_drift_and_a_deleted_endpoint_fail_where_terraform_does_not_see_or_repair(stage: MemoryStage) -> None:
    assert failed(stage, Behaviour.DRIFT, Behaviour.DELETED_ENDPOINT) == {
        ("provider", Property.DRIFT),
        ("consumer", Property.DELETED_ENDPOINT),
    }


def test_endpoint_that_should_not_have_been_made_is_deleted() -> None:
    stage = MemoryStage(Cloud(admits_anyone=True))
    rows(stage, Behaviour.PRINCIPALS)
    assert stage.cloud.made == []


def test_what_was_deleted_in_use_is_put_right_by_terraform() -> None:
    stage = MemoryStage(Cloud(deletes_in_use=True))
    rows(stage, Behaviour.DELETION)
    assert stage.applies == 1


@pytest.mark.parametrize(
    ("stops_at", "chosen", "calls"),
    [
        ("reject", Behaviour.ACCEPTANCE, ["reject", "accept"]),
        ("remove principal", Behaviour.PRINCIPALS, ["remove principal", "add principal"]),
    ],
)
def test_stop_puts_back_by_the_api(stops_at: str, chosen: Behaviour, calls: list[str]) -> None:
    stage = MemoryStage(Cloud(stops_at=stops_at))
    with pytest.raises(KeyboardInterrupt):
        rows(stage, chosen)
    assert (stage.cloud.calls, stage.held) == (calls, 1)
    assert (stage.cloud.connection, stage.cloud.principals) == ("available", [PRINCIPAL])


@pytest.mark.parametrize("stops_at", ["modify service", "delete endpoint"])
def test_stack_that_survives_a_stop_is_put_right_by_terraform(stops_at: str) -> None:
    stage = MemoryStage(Cloud(stops_at=stops_at), survived=(KeyboardInterrupt,))
    with pytest.raises(KeyboardInterrupt):
        rows(stage, Behaviour.DRIFT, Behaviour.DELETED_ENDPOINT)
    assert (stage.cloud.acceptance_required, stage.cloud.endpoint, stage.applies) == (True, "available", 1)


def test_stack_that_a_stop_ends_is_not_applied_again() -> None:
    stage = MemoryStage(Cloud(stops_at="delete endpoint"))
    with pytest.raises(KeyboardInterrupt):
        rows(stage, Behaviour.DELETED_ENDPOINT)
    assert stage.applies == 0


def test_connection_that_was_never_accepted_is_left_alone() -> None:
    stage = MemoryStage(Cloud(connection="pendingAcceptance", endpoint="pendingAcceptance"))
    assert rows(stage, Behaviour.ACCEPTANCE, Behaviour.PRINCIPALS) == []
    assert stage.cloud.calls == []


def test_target_that_answers_wrongly_proves_nothing() -> None:
    stage = MemoryStage(gaps={Property.REACCEPTANCE: "calls every endpoint available"})
    assert {check.verdict for check in rows(stage, Behaviour.ACCEPTANCE)} == {Verdict.UNPROVABLE}


def test_names_of_behaviours_are_found_in_any_case() -> None:
    assert find_behaviours(["Drift", "switch"]) == {Behaviour.DRIFT, Behaviour.SWITCH}
    assert find_behaviours([]) == ALL


def test_unknown_behaviour_is_refused_with_the_nearest() -> None:
    with pytest.raises(HarnessError, match="'drifts' is not a behaviour; did you mean 'drift'") as caught:
        find_behaviours(["drifts"])
    assert caught.value.hint == f"The behaviours are: {', '.join(Behaviour)}"
