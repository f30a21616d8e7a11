"""From a policy document to a policy.

IAM guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from privatelink_generator.errors import PrivateLinkError
from privatelink_generator.policies.conditions import Condition
from privatelink_generator.policies.elements import Actions, Resources
from privatelink_generator.policies.policy import Policy, PolicyType, Statement
from privatelink_generator.policies.principals import TYPES, Principals

OLD_VERSION, VERSION = "2008-10-17", "2012-10-17"
"""The versions of the policy language. The old one, which a policy without a version has, knows no variables."""

_KEYS = ("Version", "Id", "Statement")
_STATEMENT_KEYS = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"),
)


class PolicyError(PrivateLinkError):
    """A text is no policy document."""


def read_policy(document: str | Mapping[str, Any], type_: PolicyType, name: str) -> Policy:
    """Return the policy of a document.

    Parameters:
        document: JSON, or what it holds.
        name: for messages.

    Raises:
        PolicyError: the document has another form; the message names the place in it.
    """
    data = _json(document, name) if isinstance(document, str) else document
    policy = _mapping(data, name, _KEYS)
    version = policy.get("Version", OLD_VERSION)
    if version not in (OLD_VERSION, VERSION):
        raise PolicyError(f"{name}: Version: {_shown(version)} is no version of the policy language; write {VERSION!r}")
    if "Statement" not in policy:
        raise PolicyError(f"{name}: the policy lacks Statement; write a statement, or a list of them")
    statements = policy["Statement"]
    listed = statements if isinstance(statements, list) else [statements]
    return Policy(
        type_,
        name,
        version,
        tuple(
            _statement(each, f"{name}: Statement[{index}]", index + 1, type_, has_variables=version == VERSION)
            for index, each in enumerate(listed)
        ),
    )


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise PolicyError(f"{name}:{error.lineno}:{error.colno}: is not JSON: {error.msg}") from error
    except ValueError as error:  # A number of too many digits.
        raise PolicyError(f"{name}: is not JSON that a policy may be: {error}") from error
    except RecursionError as error:
        raise PolicyError(f"{name}: is nested too deeply for a policy") from error


def _statement(data: object, place: str, number: int, type_: PolicyType, *, has_variables: bool) -> Statement:
    statement = _mapping(data, place, _STATEMENT_KEYS)
    effect = statement.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise PolicyError(f"{place}.Effect: {_shown(effect)} is no effect; write Allow or Deny")
    sid = statement.get("Sid")
    if not isinstance(sid, str | None):
        raise PolicyError(f"{place}.Sid: {_shown(sid)} is not text")
    actions, excludes_actions = _one_of(statement, "Action", place)
    resources, excludes_resources = _one_of(statement, "Resource", place)
    return Statement(
        number,
        sid or None,
        effect == "Allow",
        _principals(statement, place, type_),
        Actions(actions, excludes_actions),
        Resources(resources, excludes_resources, has_variables),
        _conditions(statement.get("Condition", {}), f"{place}.Condition", has_variables=has_variables),
    )


def _one_of(statement: Mapping[str, Any], element: str, place: str) -> tuple[tuple[str, ...], bool]:
    """Return the texts of an element or of its negation, and whether it is the negation."""
    is_negated = _is_negated(statement, element, place)
    name = f"Not{element}" if is_negated else element
    return _texts(statement[name], f"{place}.{name}"), is_negated


def _is_negated(statement: Mapping[str, Any], element: str, place: str) -> bool:
    found = [name for name in (element, f"Not{element}") if name in statement]
    if len(found) != 1:
        has = f"both {element} and Not{element}" if found else f"neither {element} nor Not{element}"
        raise PolicyError(f"{place}: has {has}; write one of them")
    return found[0] != element


def _principals(statement: Mapping[str, Any], place: str, type_: PolicyType) -> Principals | None:
    if not type_.names_principals:
        for name in {"Principal", "NotPrincipal"} & {*statement}:
            raise PolicyError(f"{place}.{name}: an {type_} is about whom it belongs to; leave {name} out")
        return None
    is_negated = _is_negated(statement, "Principal", place)
    name = "NotPrincipal" if is_negated else "Principal"
    found = statement[name]
    if found == "*":
        by_type: dict[str, tuple[str, ...]] = {"AWS": ("*",)}
    else:
        by_type = {
            each: _texts(names, f"{place}.{name}.{each}")
            for each, names in _mapping(found, f"{place}.{name}", TYPES).items()
        }
    return Principals(by_type, is_negated, type_ is PolicyType.GATEWAY)


def _conditions(data: object, place: str, *, has_variables: bool) -> tuple[Condition, ...]:
    return tuple(
        Condition(operator, key, _values(values, f"{place}.{operator}.{key}"), has_variables)
        for operator, keys in _mapping(data, place).items()
        for key, values in _mapping(keys, f"{place}.{operator}").items()
    )


def _values(data: object, place: str) -> tuple[str, ...]:
    """Return the values of a condition; AWS takes numbers and true for their texts."""
    listed = data if isinstance(data, list) else [data]
    if not all(isinstance(each, str | int | float) for each in listed):
        raise PolicyError(f"{place}: {_shown(data)} is neither text nor a list of texts")
    return tuple(each if isinstance(each, str) else json.dumps(each) for each in listed)


def _texts(data: object, place: str) -> tuple[str, ...]:
    listed = data if isinstance(data, list) else [data]
    if not listed or not all(isinstance(each, str) for each in listed):
        raise PolicyError(f"{place}: {_shown(data)} is neither text nor a list of texts")
    return tuple(listed)


def _mapping(data: object, place: str, keys: tuple[str, ...] | None = None) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise PolicyError(f"{place}: {_shown(data)} is no object")
    for key in data:
        if keys is not None and key not in keys:
            raise PolicyError(f"{place}: {key!r} is none of {', '.join(keys)}")
    return data


def _shown(data: object) -> str:
    text = json.dumps(data, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
