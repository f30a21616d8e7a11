"""Calls of functions from inside a VPC, through an endpoint of Lambda's."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def called(ec2: Any, lambda_: Any, way: Way, allowed: Allowance) -> Mapping[str, str]:
    """Return what calls of a role meet, by the function's name.

    The caller and the functions that are missing are made for the calls; a function that exists runs as it is.

    Parameters:
        ec2, lambda_: boto3's clients.

    Raises:
        HarnessError: a function does not become active.
        botocore.exceptions.ClientError: the API refuses.
    """
    role = f"arn:{way.partition}:iam::{way.account}:role/{allowed.role}"
    names = tuple(allowed.expected)
    with ExitStack() as exits:
        group = way.group or exits.enter_context(_group(ec2, way.vpc))
        caller = Deployment(f"{OTHER}-{secrets.token_hex(4)}", _CALLER, role, (way.subnet,), (group,), timeout=300)
        wanted = [caller, *(Deployment(name, _ANSWER, role) for name in names if _is_missing(lambda_, name))]
        first, *_ = exits.enter_context(all_deployed(lambda_, wanted))
        event = {"host": way.host, "functions": names, "timeout": _TIMEOUT}
        return _answers(first.invoke(event).value, names)


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
