"""Policies by their meaning, whatever their order, their lists of one and their spelling of accounts.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from privatelink_generator.aws.policy_document import FULL_ACCESS

_ACCOUNT = re.compile(r"[0-9]{12}")
_VALUES = ("Action", "NotAction", "Resource", "NotResource")
_OF_ARNS = re.compile(r"(?P<set>(?:\w+:)?)Arn(?P<not>(?:Not)?)(?:Equals|Like)(?P<exists>(?:IfExists)?)")
_WHOLE_ARN = re.compile(r"arn:[^:*?$]+:[^:*?$]+(?::[^:*?$]*){2}:[^*?$]+")
_DEFAULT_VERSION = "2008-10-17"


def meaning(document: str | Mapping[str, Any] | None) -> str:
    """Return the statements in a canonical form; policies with equal texts allow the same.

    Parameters:
        document: a policy as JSON or as data; None or empty: the default policy.
    """
    policy = _data(document)
    statements = policy.get("Statement", [])
    canonical = [_statement(each) for each in (statements if isinstance(statements, list) else [statements])]
    return json.dumps(sorted(canonical, key=lambda each: json.dumps(each, sort_keys=True)), sort_keys=True)


def version(document: str | Mapping[str, Any] | None) -> str | None:
    """Return the policy language's version if it matters, else None: only 2012-10-17 has variables, `${…}`."""
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
    if conditions := result.pop("Condition", None):
        result["Condition"] = sorted(
            _condition(operator, key, sorted({_text(each) for each in _listed(values)}))
            for operator, keys in conditions.items()
            for key, values in keys.items()
        )
    return result


def _condition(operator: str, key: str, values: list[str]) -> list[Any]:
    """Return a condition; of the operators that compare with whole ARNs alike, the one for text.

    ArnEquals and ArnLike behave identically, and without a wildcard as StringEquals does:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
    """
    if found := _OF_ARNS.fullmatch(operator):
        whole = all(_WHOLE_ARN.fullmatch(each) for each in values)
        name = ("StringNotEquals" if found["not"] else "StringEquals") if whole else f"Arn{found['not']}Like"
        operator = f"{found['set']}{name}{found['exists']}"
    return [operator, key.lower(), values]


def _text(value: Any) -> str:
    """Return a condition's value as text: `true` equals `"true"`, `1` equals `"1"`."""
    return value if isinstance(value, str) else json.dumps(value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _actions(value: Any) -> list[str]:
    """Return actions in lower case, because IAM ignores their case."""
    return [str(each).lower() for each in _listed(value)]


def _principals(value: Any) -> dict[str, list[str]]:
    """Return principals by type; `"*"` alone is `{"AWS": "*"}`."""
    by_type = {"AWS": ["*"]} if value == "*" else {name: _listed(values) for name, values in value.items()}
    return {name: sorted({_principal(str(each)) for each in values}) for name, values in by_type.items()}


def _principal(name: str) -> str:
    """Return a principal; an account's ID is short for the ARN of its root user."""
    if _ACCOUNT.fullmatch(name):
        return f"account {name}"
    # Imported here, because botocore takes a third of a second to load.
    from botocore.utils import ArnParser

    if not ArnParser.is_arn(name):
        return name
    arn = ArnParser().parse_arn(name)
    return f"account {arn['account']}" if (arn["service"], arn["resource"]) == ("iam", "root") else name
