"""Calls of functions from inside a VPC, through an endpoint of Lambda's."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from privatelink_generator.patterns.policy import Statement
from privatelink_harness.functions.deployment import Deployment, all_deployed

CALLED, DENIED = "called", "AccessDeniedException"
OTHER = "privatelink-probe"
"""The function that no policy names."""
_CALLER = Path(__file__).parent / "caller"
_ANSWER = "def handler(event, context):\n    return event\n"
_INVOKE = "lambda:InvokeFunction"
_ROLE = "role/"
_TIMEOUT = 30.0
"""Seconds of each call; an answer takes a fraction, and on a busy machine the start of a function takes more."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a policy lets one role call.

    Parameters:
        role: its name.
        functions: by name.
    """

    role: str
    functions: tuple[str, ...]

    @property
    def expected(self) -> Mapping[str, str]:
        """What the role's calls meet, by the function's name."""
        return {**dict.fromkeys(self.functions, CALLED), OTHER: DENIED}


def allowance(statements: Iterable[Statement]) -> Allowance | None:
    """Return what a policy lets a role of the module's account call; None where its statements need more thought.

    These are Allow statements without conditions, on functions by their names; the rest of the policy is for
    `privatelink explain-policy`.
    """
    own = [each for each in statements if any(fnmatchcase(_INVOKE.lower(), action.lower()) for action in each.actions)]
    if not own or any(each.effect != "Allow" or each.conditions or not each.functions for each in own):
        return None
    role = next((who for each in own for who in each.principals if who.startswith(_ROLE) or who == "*"), None)
    if role is None:
        return None
    names = [name for each in own if role in each.principals for name in each.functions or ()]
    plain = tuple(dict.fromkeys(name for name in names if "*" not in name and ":" not in name))
    is_open = any("*" in name for name in names) or OTHER in plain
    return None if is_open or not plain else Allowance(role.rpartition("/")[2].strip("*") or OTHER, plain)


@dataclass(frozen=True, slots=True)
class Way:
    """How a call leaves a VPC.

    Parameters:
        group: the security group of the caller; None for a new one, which goes afterwards.
        host: a name of Lambda's endpoint.
        account: 12 digits.
    """

    vpc: str
    subnet: str
    group: str | None
    host: str
    account: str
    partition: str = "aws"


def called(ec2: Any, lambda_: Any, way: Way, wanted: Mapping[str, Collection[str]]) -> Mapping[str, Mapping[str, str]]:
    """Return what calls of roles meet, by the role's name and the function's.

    The callers and the functions that are missing are made for the calls; a function that exists runs as it is.

    Parameters:
        ec2, lambda_: boto3's clients.
        wanted: names of functions by those of the roles that call them.

    Raises:
        HarnessError: a function does not become active.
        botocore.exceptions.ClientError: the API refuses.
    """
    names = {role: tuple(functions) for role, functions in wanted.items()}
    every = dict.fromkeys(name for functions in names.values() for name in functions)
    with ExitStack() as exits:
        group = way.group or exits.enter_context(_group(ec2, way.vpc))
        roles = [f"arn:{way.partition}:iam::{way.account}:role/{role}" for role in names]
        callers = [
            Deployment(f"{OTHER}-{secrets.token_hex(4)}", _CALLER, role, (way.subnet,), (group,), timeout=300)
            for role in roles
        ]
        missing = [Deployment(name, _ANSWER, roles[0]) for name in every if _is_missing(lambda_, name)]
        deployed = exits.enter_context(all_deployed(lambda_, [*callers, *missing]))
        found = dict[str, Mapping[str, str]]()
        for caller, (role, functions) in zip(deployed, names.items(), strict=False):
            event = {"host": way.host, "functions": functions, "timeout": _TIMEOUT}
            found[role] = _answers(caller.invoke(event).value, functions)
        return found


def _is_missing(lambda_: Any, name: str) -> bool:
    try:
        lambda_.get_function_configuration(FunctionName=name)
    except lambda_.exceptions.ResourceNotFoundException:
        return True
    return False


def _answers(value: Any, names: Sequence[str]) -> Mapping[str, str]:
    """Return the caller's answers; of one that failed, its error for each function."""
    if isinstance(value, dict) and "errorType" in value and value.keys() != set(names):
        return dict.fromkeys(names, f"{value['errorType']}: {value.get('errorMessage', '')}")
    return {name: str(value[name]) for name in names}


@contextmanager
def _group(ec2: Any, vpc: str) -> Iterator[str]:
    """Provide a security group that lets everything out."""
    name = f"{OTHER}-{secrets.token_hex(4)}"
    group = ec2.create_security_group(VpcId=vpc, GroupName=name, Description="Calls of a probe")["GroupId"]
    try:
        yield group
    finally:
        ec2.delete_security_group(GroupId=group)
