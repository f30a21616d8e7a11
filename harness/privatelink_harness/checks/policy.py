"""Policies by their meaning: what differs only in order, in lists of one, or in an account's two spellings is the same.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

FULL_ACCESS = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'
"""What AWS gives an endpoint that is made without a policy."""

_ACCOUNT = re.compile(r"[0-9]{12}")
_VALUES = ("Action", "NotAction", "Resource", "NotResource")
_DEFAULT_VERSION = "2008-10-17"


def meaning(document: str | Mapping[str, Any] | None) -> str:
    """The statements' text in one canonical form; equal texts mean the same.

    Parameters:
        document: a policy as JSON or as data; None or empty means the default policy.
    """
    policy = _data(document)
    statements = policy.get("Statement", [])
    canonical = [_statement(each) for each in (statements if isinstance(statements, list) else [statements])]
    return json.dumps(sorted(canonical, key=lambda each: json.dumps(each, sort_keys=True)), sort_keys=True)


def version(document: str | Mapping[str, Any] | None) -> str | None:
    """The policy language's version where it matters: only 2012-10-17 knows variables, `${…}`; else None."""
    policy = _data(document)
    return str(policy.get("Version", _DEFAULT_VERSION)) if "${" in json.dumps(policy.get("Statement", [])) else None


def _data(document: str | Mapping[str, Any] | None) -> Mapping[str, Any]:
    if not document:
        document = FULL_ACCESS
    data: Mapping[str, Any] = json.loads(document) if isinstance(document, str) else document
    return data


def _statement(statement: Mapping[str, Any]) -> dict[str, Any]:
    result = {key: value for key, value in statement.items() if key != "Sid"}
    for key in _VALUES:
        if key in result:
            result[key] = sorted(set(_actions(result[key]) if key.endswith("Action") else _listed(result[key])))
    for key in ("Principal", "NotPrincipal"):
        if key in result:
            result[key] = _principals(result[key])
    if "Condition" in result:
        result["Condition"] = sorted(
            [operator, key.lower(), sorted({_text(each) for each in _listed(values)})]
            for operator, keys in result["Condition"].items()
            for key, values in keys.items()
        )
    return result


def _text(value: Any) -> str:
    """A condition's value: `true` and `"true"`, `1` and `"1"` are the same."""
    return value if isinstance(value, str) else json.dumps(value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _actions(value: Any) -> list[str]:
    """IAM compares actions without regard to case."""
    return [str(each).lower() for each in _listed(value)]


def _principals(value: Any) -> dict[str, list[str]]:
    """`"*"` is everybody in every form; an account's id is short for its root user's ARN."""
    kinds = {"AWS": ["*"]} if value == "*" else {kind: _listed(names) for kind, names in value.items()}
    return {kind: sorted({_principal(str(name)) for name in names}) for kind, names in kinds.items()}


def _principal(name: str) -> str:
    if _ACCOUNT.fullmatch(name):
        return f"account {name}"
    root = re.fullmatch(r"arn:[a-z-]+:iam::([0-9]{12}):root", name)
    return f"account {root[1]}" if root else name
