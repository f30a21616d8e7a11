"""Endpoint policies: statements as a spec writes them, and the policy document that they make.

AWS's rules: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from privatelink_generator.aws import policy_conditions, policy_document
from privatelink_generator.aws.policy_document import Identity
from privatelink_generator.document.suggestion import did_you_mean
from privatelink_generator.patterns.base import Flag, Form, Many, Model

_SID = Form(r"[A-Za-z0-9]{1,100}", "is not a statement's name: letters and digits, nothing else")
"""IAM's grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html"""

_PRINCIPAL = re.compile(
    r"\*|root|[0-9]{12}|(role|user)/[\w+=,.@/-]+"
    r"|arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)/[\w+=,.@/-]+)"
    r"|arn:aws[a-z-]*:sts::[0-9]{12}:(assumed-role|federated-user)/[\w+=,.@/-]+",
    re.ASCII,
)
_ACTION = re.compile(r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+", re.ASCII)
_FUNCTION = re.compile(r"(arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:)?[A-Za-z0-9_-]{1,64}", re.ASCII)
_CONDITION_KEY = re.compile(r"[A-Za-z0-9./_-]+:[^\s:][^\n]*", re.ASCII)


def _principal(value: str) -> str:
    if not _PRINCIPAL.fullmatch(value):
        raise ValueError(
            "is not a principal; write an IAM ARN, a 12-digit account id, '*', or, "
            "for the account that the module is applied in, 'role/NAME', 'user/NAME' or 'root'"
        )
    return value


def _statements(value: object) -> object:
    """Reject a policy document of AWS's, which is what most people paste first."""
    if isinstance(value, dict) and "Statement" in value:
        raise ValueError(
            "is a policy document; write the list of its statements alone, with the keys sid, effect, principals, "
            "actions, resources and conditions (Version and Statement are written for you)"
        )
    return value


def _action(value: str) -> str:
    if not _ACTION.fullmatch(value):
        raise ValueError("is not an action; write one such as lambda:InvokeFunction, s3:Get* or '*'")
    return value


def _function(value: str) -> str:
    if not _FUNCTION.fullmatch(value):
        raise ValueError(
            "is not a function; write its name or its ARN without a version or alias: "
            "both the unqualified and the qualified ARN are granted"
        )
    return value


def _resource(value: str) -> str:
    if value != "*" and not value.startswith("arn:"):
        raise ValueError("is not a resource; write an ARN, which may hold wildcards, or '*'")
    return value


def _operator(value: str) -> str:
    bare = policy_conditions.bare(value)
    if bare == "NullIfExists":
        raise ValueError("is not a condition operator: Null itself asks whether a key exists; write 'Null'")
    if bare not in policy_conditions.OPERATORS:
        raise ValueError(f"is not a condition operator{did_you_mean(bare, policy_conditions.OPERATORS)}")
    return value


def _condition_key(value: str) -> str:
    if not _CONDITION_KEY.fullmatch(value):
        raise ValueError("is not a condition key; write one such as aws:PrincipalOrgID")
    return value


def _text_or_texts(value: object) -> object:
    if not isinstance(value, str | list):
        raise ValueError("is neither text nor a list of texts; write it in quotes")  # noqa: TRY004 (for pydantic)
    return value


Operator = Annotated[str, AfterValidator(_operator)]
ConditionKey = Annotated[str, AfterValidator(_condition_key)]
ConditionValues = Annotated[Annotated[tuple[str, ...], Field(min_length=1)] | str, BeforeValidator(_text_or_texts)]
Condition = Annotated[dict[ConditionKey, ConditionValues], Field(min_length=1)]


class Statement(Model):
    """One statement of an endpoint policy."""

    sid: Annotated[str, _SID] | None = Field(None, description="Name of the statement: letters and digits.")
    effect: Literal["Allow", "Deny"] = Field("Allow", description="Allow or Deny.")
    principals: Many[Annotated[str, AfterValidator(_principal)]] = Field(
        description="Who: IAM ARNs, account ids, '*', or role/NAME, user/NAME and root of the account applied in.",
        examples=[["role/app"]],
    )
    actions: Many[Annotated[str, AfterValidator(_action)]] = Field(
        description="What they may do.", examples=[["lambda:InvokeFunction"]]
    )
    resources: Many[Annotated[str, AfterValidator(_resource)]] | None = Field(
        None, description="On which resources: ARNs, or '*'."
    )
    functions: Many[Annotated[str, AfterValidator(_function)]] | None = Field(
        None,
        description="On which Lambda functions, by name or unqualified ARN; grants the unqualified ARN and, "
        "with ':*', every version and alias, because AWS authorizes the ARN as it was called.",
    )
    conditions: dict[Operator, Condition] = Field(
        default_factory=dict, description="Under which conditions: operator, then condition key, then values."
    )
    public: Flag = Field(
        default=False,
        description="Says that '*' as principal without a condition is meant: anybody in the VPC.",
    )


Policy = Annotated[Many[Statement], BeforeValidator(_statements)]


def document(
    statements: Sequence[Statement], identity: Identity, literal: Callable[[str], str] = str, *, gateway: bool
) -> dict[str, Any]:
    """Return the policy document of statements.

    Parameters:
        identity: completes role/NAME and function names to ARNs.
        literal: applied to each of the spec's own strings, as a template's escaping.
        gateway: whether the endpoint is a gateway endpoint, whose principals are conditions.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            _with_subjects(statement, subjects, identity, literal)
            for statement in statements
            for subjects in _subjects(statement, identity, literal, gateway=gateway)
        ],
    }


def sids(statement: Statement, *, gateway: bool) -> list[str]:
    """Return the names of the statements in the document that a named statement becomes."""
    parts = _subjects(statement, policy_document.WIDEST, str, gateway=gateway)
    return [f"{statement.sid}{part.suffix}" for part in parts] if statement.sid else []


def keys_of_principals(statement: Statement) -> list[str]:
    """Return the condition keys that say a statement's principals, as a gateway endpoint needs them."""
    return [part.key for part in _subjects(statement, policy_document.WIDEST, str, gateway=True) if part.key]


@dataclass(frozen=True, slots=True)
class _Subjects:
    """Whom a statement of the document is about.

    Parameters:
        principal: the statement's `Principal`.
        key: the condition key that says the principals; empty: `principal` does.
        values: of the condition key.
        suffix: of the statement's Sid.
    """

    principal: object
    key: str = ""
    values: tuple[str, ...] = ()
    suffix: str = ""


def _subjects(
    statement: Statement, identity: Identity, literal: Callable[[str], str], *, gateway: bool
) -> list[_Subjects]:
    """Return the subjects of each statement that the spec's statement becomes.

    A gateway endpoint's `Principal` must be *: roles and users are said by aws:PrincipalArn, where an account's root
    ARN would mean the root user alone, and accounts by aws:PrincipalAccount. Conditions of one statement must all
    hold, so that ARNs and accounts together need two statements.
    PrivateLink guide, "Principals for gateway endpoints"; IAM guide, "AWS global condition context keys".
    """
    if statement.principals == ("*",):
        return [_Subjects("*")]
    if not gateway:
        return [_Subjects({"AWS": [_principal_arn(each, identity, literal) for each in statement.principals]})]
    accounts = {each: _account(each, identity) for each in statement.principals}
    arns = tuple(_principal_arn(each, identity, literal) for each, account in accounts.items() if not account)
    ids = tuple(dict.fromkeys(account for account in accounts.values() if account))
    named = [_Subjects("*", policy_conditions.PRINCIPAL_ARN, arns)] if arns else []
    suffix = "Accounts" if arns else ""
    return named + ([_Subjects("*", policy_conditions.PRINCIPAL_ACCOUNT, ids, suffix)] if ids else [])


def _account(principal: str, identity: Identity) -> str | None:
    """Return the account that a principal is as a whole, or None for a role, user or federated user."""
    if principal.isdigit():
        return principal
    if principal == "root":
        return identity.account
    return principal.split(":")[4] if principal.endswith(":root") else None


def _with_subjects(
    statement: Statement, subjects: _Subjects, identity: Identity, literal: Callable[[str], str]
) -> dict[str, object]:
    result: dict[str, object] = {"Sid": f"{statement.sid}{subjects.suffix}"} if statement.sid else {}
    result |= {
        "Effect": statement.effect,
        "Principal": subjects.principal,
        "Action": [literal(action) for action in statement.actions],
        "Resource": [
            *(literal(resource) for resource in statement.resources or ()),
            *(arn for function in statement.functions or () for arn in _function_arns(function, identity)),
        ],
    }
    conditions = {
        operator: {
            literal(key): [literal(value) for value in ([values] if isinstance(values, str) else values)]
            for key, values in keys.items()
        }
        for operator, keys in statement.conditions.items()
    }
    if subjects.key:
        conditions.setdefault(policy_conditions.STRING_EQUALS, {})[subjects.key] = list(subjects.values)
    return {**result, "Condition": conditions} if conditions else result


def _principal_arn(principal: str, identity: Identity, literal: Callable[[str], str]) -> str:
    if principal.isdigit():
        return identity.iam_arn("root", principal)
    if principal == "*" or principal.startswith("arn:"):
        return literal(principal)
    return identity.iam_arn(literal(principal))


def _function_arns(function: str, identity: Identity) -> tuple[str, str]:
    arn = function if function.startswith("arn:") else identity.function_arn(function)
    return arn, f"{arn}:*"
