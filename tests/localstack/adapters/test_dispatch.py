"""The way of a call through `dispatch`: lock, due changes, faults, handler, errors, messages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from localstack.aws.api import CommonServiceException, RequestContext

from privatelink_localstack.adapters.dispatch import dispatch
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.faults import Delay, Fault
from privatelink_localstack.kernel.turns import Turns
from privatelink_localstack.privatelink.notifications.model import Message
from tests.support.dns import profile_plane, resolver_plane
from tests.support.world import World

EC2 = SimpleNamespace(protocol="ec2")
OPERATION = SimpleNamespace(name="DescribeVpcs")
CONTEXT = cast(
    "RequestContext",
    SimpleNamespace(account_id="111111111111", region="us-east-1", service=EC2, operation=OPERATION),
)
MESSAGE = Message("arn:aws:sns:us-east-1:111111111111:topic", "arn:aws:ec2:…", "111111111111", "{}")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def emulation(world: World) -> Emulation:
    return Emulation(
        clock=lambda: world.now,
        timer=lambda: world.elapsed,
        settings=world.settings,
        privatelink=world.plane,
        peerings=world.peerings,
        transit_gateways=world.transit_gateways,
        function_interfaces=world.function_interfaces,
        resolver=resolver_plane(world),
        profiles=profile_plane(world),
    )


def is_locked(emulation: Emulation) -> bool:
    """Return whether another thread has to wait for the emulation."""
    entered = threading.Event()

    def enter() -> None:
        with emulation.locked():
            entered.set()

    threading.Thread(target=enter, daemon=True).start()
    return not entered.wait(0.2)


@pytest.mark.parametrize("locked", [True, False])
def test_handler_runs_under_the_lock_unless_moto_answers(emulation: Emulation, locked: bool) -> None:  # noqa: FBT001
    answer: Callable[[RequestContext, Any], bool] = lambda _context, _request: is_locked(emulation)  # noqa: E731
    assert dispatch(emulation, "DescribeVpcs", answer, locked=locked)(CONTEXT, {}) is locked


def test_aws_error_becomes_localstacks_exception(emulation: Emulation) -> None:
    def reject(_context: RequestContext, _request: Any) -> Any:
        raise AwsError("InvalidState", "no", status=409)

    with pytest.raises(CommonServiceException, match="no") as caught:
        dispatch(emulation, "CreateVpcEndpoint", reject)(CONTEXT, {})
    assert (caught.value.code, caught.value.status_code, caught.value.sender_fault) == ("InvalidState", 409, True)


@pytest.mark.parametrize(
    ("exception", "code"),
    [(KeyError("Key"), "InvalidParameterValue"), (NotImplementedError("nothing"), "UnsupportedOperation")],
)
def test_what_moto_raises_by_accident_is_refused(emulation: Emulation, exception: Exception, code: str) -> None:
    def fail(_context: RequestContext, _request: Any) -> Any:
        raise exception

    with pytest.raises(CommonServiceException) as caught:
        dispatch(emulation, "DescribeVpcs", fail, locked=False)(CONTEXT, {})
    assert (caught.value.code, caught.value.status_code) == (code, 400)


def test_fault_of_a_handler_is_not_hidden(emulation: Emulation) -> None:
    def fail(_context: RequestContext, _request: Any) -> Any:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        dispatch(emulation, "CreateVpcEndpoint", fail)(CONTEXT, {})


def test_text_that_xml_cannot_carry_does_not_reach_moto(emulation: Emulation) -> None:
    handled: list[Any] = []
    handle = dispatch(emulation, "DescribeVpcs", lambda _context, request: handled.append(request), locked=False)
    with pytest.raises(CommonServiceException, match="Name contains invalid characters"):
        handle(CONTEXT, {"Name": "a\x01b"})
    assert handled == []


def test_fault_is_raised_before_the_handler_runs(emulation: Emulation) -> None:
    emulation.settings.faults.calls.append(Fault("DescribeVpcs", "InternalError", "injected", 500))
    handled: list[Any] = []
    handle = dispatch(emulation, "DescribeVpcs", lambda _context, request: handled.append(request), locked=False)
    with pytest.raises(CommonServiceException, match="injected") as caught:
        handle(CONTEXT, {})
    assert not caught.value.sender_fault
    handle(CONTEXT, "second")
    assert handled == ["second"]


def test_due_changes_are_applied_before_the_handler_runs(world: World, emulation: Emulation) -> None:
    world.plane.later("endpoint.pending", "vpce-0", "pending", "available")
    world.elapsed += 60
    handle = dispatch(emulation, "DescribeVpcs", lambda *_: world.plane.timeline.is_due(world.elapsed))
    assert handle(CONTEXT, {}) is False


def test_messages_are_published_after_the_lock_is_released(world: World, emulation: Emulation) -> None:
    locked: list[bool] = []

    class Topics:
        def publish(self, message: Message) -> None:
            assert message is MESSAGE
            locked.append(is_locked(emulation))

    world.plane.topics = Topics()
    dispatch(emulation, "CreateVpcEndpoint", lambda *_: world.plane.outbox.append(MESSAGE))(CONTEXT, {})
    assert locked == [False]


def test_messages_are_published_when_the_handler_fails(world: World, emulation: Emulation) -> None:
    def fail(_context: RequestContext, _request: Any) -> Any:
        world.plane.outbox.append(MESSAGE)
        raise AwsError("InvalidState", "no")

    with pytest.raises(CommonServiceException):
        dispatch(emulation, "CreateVpcEndpoint", fail)(CONTEXT, {})
    assert world.published == [MESSAGE]


def test_delayed_answer_gives_up_its_turn(emulation: Emulation, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = Turns(1)
    taken: list[float] = []

    def take_a_turn_meanwhile(delay: Delay) -> None:
        with turns.held():
            taken.append(delay.seconds)

    monkeypatch.setattr(Delay, "wait", take_a_turn_meanwhile)
    emulation.settings.faults.calls.append(Fault("DescribeVpcs", None, "", delay=3))
    with turns.held():
        dispatch(emulation, "DescribeVpcs", lambda *_: {})(CONTEXT, {})

    assert taken == [3]
