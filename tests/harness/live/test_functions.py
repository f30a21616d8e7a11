"""The functions of a run's probes: what is made, with which tags, and what is left."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from privatelink_harness.errors import HarnessError
from privatelink_harness.live.functions import LiveFunctions, Place, archive
from privatelink_harness.orphans.kinds import KINDS
from privatelink_harness.orphans.tags import RunTags

TAGS = RunTags("0123456789abcdef", "somebody@there", "2126-01-02T03:04:05Z")
NAME = "privatelink-probe-0123456789abcdef"
ACCOUNT = "111122223333"
PLACE = Place(ACCOUNT, "eu-west-1", "vpc-1", "subnet-1")
LISTED = [{"Key": key, "Value": value} for key, value in TAGS.values.items()]


@dataclass
class Api:
    """All clients in one, which note their calls.

    Parameters:
        errors: codes of the errors that calls of an operation meet, in turn.
    """

    errors: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    meta: Any = None

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        del service, account, region
        self.meta = type("Meta", (), {"partition": "aws"})
        return self

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.calls.append((operation, arguments))
            if found := self.errors.get(operation):
                code, message = found.pop(0)
                raise ClientError({"Error": {"Code": code, "Message": message}}, operation)
            return {
                "GroupId": "sg-new",
                "State": "Active",
                "Payload": io.BytesIO(json.dumps({"connections": ["reached"]}).encode()),
                "NetworkInterfaces": [],
            }

        return call

    @property
    def operations(self) -> list[str]:
        return [name for name, _ in self.calls]


def probing(api: Api, noted: list[str]) -> LiveFunctions:
    return LiveFunctions(api, TAGS, noted.append)


def test_everything_has_the_runs_tags_and_is_noted_before_it_is_made() -> None:
    api, noted = Api(), list[str]()
    with probing(api, noted) as functions:
        assert functions.call(PLACE, {}) == {"connections": ["reached"]}
    made = {name: arguments for name, arguments in api.calls if name.startswith("create_")}
    assert made["create_role"]["Tags"] == LISTED
    assert made["create_security_group"]["TagSpecifications"] == [{"ResourceType": "security-group", "Tags": LISTED}]
    assert made["create_function"]["Tags"] == TAGS.values
    assert noted == [f"role {NAME}", f"security group {NAME} in vpc-1", f"function {NAME}-0"]


def test_role_may_do_nothing_but_live_in_a_vpc_and_call_its_own_functions() -> None:
    api = Api()
    with probing(api, []) as functions:
        functions.call(PLACE, {})
    (policy,) = (arguments["PolicyDocument"] for name, arguments in api.calls if name == "put_role_policy")
    network, own = json.loads(policy)["Statement"]
    assert {each.partition(":")[0] for each in network["Action"]} == {"ec2"}
    assert (own["Action"], own["Resource"]) == (
        "lambda:InvokeFunction",
        f"arn:aws:lambda:*:{ACCOUNT}:function:{NAME}-*",
    )


def test_function_is_gone_before_its_group_and_role() -> None:
    api = Api()
    with probing(api, []) as functions:
        functions.call(PLACE, {})
        functions.call(PLACE, {})
    assert api.operations.count("create_function") == 1
    assert [each for each in api.operations if each.startswith(("delete", "describe"))] == [
        *("delete_function", "describe_network_interfaces", "delete_security_group"),
        *("delete_role_policy", "delete_role"),
    ]


def test_group_of_the_stack_stays() -> None:
    api = Api()
    with probing(api, []) as functions:
        functions.call(Place(ACCOUNT, "eu-west-1", "vpc-1", "subnet-1", "sg-clients"), {})
    assert {"create_security_group", "delete_security_group"}.isdisjoint(api.operations)


def test_new_role_is_waited_for() -> None:
    refused = ("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.")
    api = Api({"create_function": [refused, refused]})
    with probing(api, []) as functions:
        functions.call(PLACE, {})
    assert api.operations.count("create_function") == 3


@pytest.mark.parametrize("operation", ["create_function", "create_role", "create_security_group", "invoke"])
def test_refused_call_leaves_nothing(operation: str) -> None:
    api = Api({operation: [("AccessDenied", "no")]})
    with pytest.raises(ClientError), probing(api, []) as functions:
        functions.call(PLACE, {})
    made = [each for each in api.operations if each.startswith("create_")]
    gone = [each for each in api.operations if each.startswith("delete_")]
    assert {each.removeprefix("create_") for each in made} - {operation.removeprefix("create_")} <= {
        each.removeprefix("delete_") for each in gone
    }


def test_what_is_left_is_told() -> None:
    api = Api({"delete_role": [("DeleteConflict", "in use")]})
    with pytest.raises(HarnessError, match=f"left: role {NAME}: .*in use") as told, probing(api, []) as functions:
        functions.call(PLACE, {})
    assert told.value.hint == f"Remove it: privatelink sweep --run {TAGS.run}"


def test_archive_is_always_the_same() -> None:
    assert archive() == archive()


def test_sweep_removes_functions_before_their_networks() -> None:
    names = [each.name for each in KINDS]
    assert names.index("function") < min(map(names.index, ("network interface", "security group", "subnet")))
