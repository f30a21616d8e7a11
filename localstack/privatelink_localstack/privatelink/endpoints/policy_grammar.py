"""The grammar of IAM policies, as far as it concerns endpoint policies, which are resource-based.

Rules: IAM guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy elements reference".
Words: EC2's, "The Policy Document is not valid. Syntax error at position (1,75)", are from a public log. What follows
the first sentence is IAM's, whose other words are those that public logs quote of other services with such policies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection
from typing import Any

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.privatelink.endpoints import policy_json
from privatelink_localstack.privatelink.endpoints.policy_json import Members, Node, Position

_VERSIONS = ("2008-10-17", "2012-10-17")
_ELEMENTS = frozenset(
    ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition")
)
_EITHER = ("Principal", "Action", "Resource")
"""Elements that every statement has, or their opposite with Not."""

_PRINCIPAL_TYPES = frozenset(("AWS", "CanonicalUser", "Federated", "Service"))
_OPERATOR = re.compile(
    r"(?:ForAllValues:|ForAnyValue:)?(?:Null|(?:"
    r"String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|Arn(?:Not)?(?:Equals|Like)"
    r"|(?:Numeric|Date)(?:(?:Not)?Equals|LessThan(?:Equals)?|GreaterThan(?:Equals)?)"
    r"|Bool|BinaryEquals|(?:Not)?IpAddress)(?:IfExists)?)"
)
"""IAM guide, "Condition operators": all but Null take IfExists."""

_ACTION = re.compile(r"\*|[^:]+:[^:]+")
_VENDOR = re.compile(r"[a-zA-Z0-9.-]+|\*")
_AWS_PRINCIPAL = re.compile(
    r"\*|[0-9]{12}|A[A-Z0-9]{15,}"
    r"|arn:aws[a-z-]*:iam::(?:[0-9]{12}|cloudfront):(root|(role|user)/[^*?]+)"
    r"|arn:aws[a-z-]*:sts::[0-9]{12}:(assumed-role|federated-user|self)(/[^*?]+)?"
)
"""IAM guide, "AWS JSON policy elements: Principal": no wildcard matches a part of a name or ARN. A principal that was
deleted shows as its unique ID, such as AROA…."""


def invalid(words: str) -> AwsError:
    """Return EC2's error for an invalid policy."""
    return AwsError("InvalidPolicyDocument", f"The Policy Document is not valid. {words}")


def check_grammar(policy: str) -> list[dict[str, Any]]:
    """Return the statements of a policy.

    Raises:
        AwsError: IAM's grammar refuses the policy.
    """
    try:
        root = policy_json.parse(policy)
    except ValueError:
        raise invalid("This policy contains invalid Json") from None
    if isinstance(root.value, tuple):
        raise invalid("This policy contains invalid Json")
    if not isinstance(root.value, Members):
        raise invalid("This text appears not to be a policy")
    fields = _fields(root, {"Version", "Id", "Statement"})
    _check(fields, "Version", lambda value: value in _VERSIONS)
    _check(fields, "Id", lambda value: isinstance(value, str))
    if "Statement" not in fields:
        raise _syntax(root.value.end)
    nodes = _listed(fields["Statement"])
    if not nodes:
        raise invalid("Could not parse the policy: Statement is empty!")
    for node in nodes:
        _check_shape(node)
    statements = json.loads(policy)["Statement"]
    statements = statements if isinstance(statements, list) else [statements]
    for statement in statements:
        _check_content(statement)
    sids = [statement["Sid"] for statement in statements if statement.get("Sid")]
    if len(sids) > len(set(sids)):
        raise invalid("The Statement Ids in the policy are not unique")
    return statements


def _syntax(position: Position) -> AwsError:
    return invalid(f"Syntax error at position {position}")


def _fields(node: Node, known: Collection[str] | None = None) -> dict[str, Node]:
    """Return the members of an object, each key of which occurs once.

    Parameters:
        known: the keys that may occur; None: any.
    """
    if not isinstance(node.value, Members):
        raise _syntax(node.position)
    fields: dict[str, Node] = {}
    for key, member in node.value.items:
        if key in fields or (known is not None and key not in known):
            raise _syntax(member.position)
        fields[key] = member
    return fields


def _check(fields: dict[str, Node], element: str, holds: Callable[[Any], bool]) -> None:
    if element in fields and not holds(fields[element].value):
        raise _syntax(fields[element].position)


def _listed(node: Node) -> tuple[Node, ...]:
    return node.value if isinstance(node.value, tuple) else (node,)


def _check_shape(node: Node) -> None:
    """Check the elements of a statement, and the types of their values."""
    fields = _fields(node, _ELEMENTS)
    _check(fields, "Sid", lambda value: isinstance(value, str))
    _check(fields, "Effect", lambda value: value in ("Allow", "Deny"))
    for element in _EITHER:
        opposite = f"Not{element}"
        if element in fields and opposite in fields:
            raise _syntax(fields[opposite].position)
    for element in ("Action", "NotAction", "Resource", "NotResource"):
        if element in fields:
            _check_texts(fields[element])
    for element in ("Principal", "NotPrincipal"):
        if element in fields and fields[element].value != "*":
            for principals in _fields(fields[element], _PRINCIPAL_TYPES).values():
                _check_texts(principals)
    if "Condition" in fields:
        _check_conditions(fields["Condition"])


def _check_texts(node: Node) -> None:
    for each in _listed(node):
        if not isinstance(each.value, str):
            raise _syntax(each.position)


def _check_conditions(node: Node) -> None:
    for operator, keys in _fields(node).items():
        if not _OPERATOR.fullmatch(operator):
            raise _syntax(keys.position)
        for values in _fields(keys).values():
            for each in _listed(values):
                if not isinstance(each.value, str | int | float):
                    raise _syntax(each.position)


def _check_content(statement: dict[str, Any]) -> None:
    """Check that a well-formed statement has every element, and that their texts mean something."""
    if "Effect" not in statement:
        raise invalid("Missing required field Effect")
    for element in _EITHER:
        if not statement.get(element) and not statement.get(f"Not{element}"):
            raise invalid(f"Missing required field {element}")
    for action in texts(statement.get("Action") or statement.get("NotAction")):
        _check_action(action)
    for resource in texts(statement.get("Resource") or statement.get("NotResource")):
        if not resource.startswith("arn:") and resource.strip("*"):
            raise invalid(f'Resource {resource} must be in ARN format or "*".')
    principals = statement.get("Principal") or statement.get("NotPrincipal")
    if isinstance(principals, dict):
        for principal in texts(principals.get("AWS", [])):
            if not _AWS_PRINCIPAL.fullmatch(principal):
                # The whole of AWS's answer to a principal that does not exist, as public logs quote it.
                raise AwsError("InvalidPolicyDocument", "UnknownError")


def _check_action(action: str) -> None:
    """Check an action's form. The words are IAM's, as moto's tests have them from AWS."""
    vendor, colon, name = action.partition(":")
    if _ACTION.fullmatch(action) and (not colon or _VENDOR.fullmatch(vendor)):
        return
    if not colon:
        raise invalid("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
    if ":" in name:
        raise invalid("Actions/Condition can contain only one colon.")
    raise invalid(f"Vendor {vendor} is not valid")


def texts(value: Any) -> list[str]:
    """Return a value or a list of values as a list of texts: `true` as "true", `1` as "1"."""
    return [
        each if isinstance(each, str) else json.dumps(each) for each in (value if isinstance(value, list) else [value])
    ]
