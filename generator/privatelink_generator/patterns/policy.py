"""Endpoint policies: statements as a spec writes them, and the policy document that they make.

AWS's rules: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from privatelink_generator.aws import policy_document
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
_OPERATORS = (
    *(f"String{kind}" for kind in ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase")),
    *(f"{kind}{match}" for kind in ("String", "Arn") for match in ("Like", "NotLike")),
    *("ArnEquals", "ArnNotEquals", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "Null"),
    *(
        f"{kind}{comparison}"
        for kind in ("Numeric", "Date")
        for comparison in (
            *("Equals", "NotEquals", "LessThan"),
            *("LessThanEquals", "GreaterThan", "GreaterThanEquals"),
        )
    ),
)


def _principal(value: str) -> str:
    if not _PRINCIPAL.fullmatch(value):
        raise ValueError(
            "is not a principal; write an IAM ARN, a 12-digit account id, '*', or, "
            "for the account that the module is applied in, 'role/NAME', 'user/NAME' or 'root'"
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
    bare = re.sub(r"^(ForAllValues|ForAnyValue):", "", value).removesuffix("IfExists")
    if bare not in _OPERATORS:
        raise ValueError(f"is not a condition operator{did_you_mean(bare, _OPERATORS)}")
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


def document(
    statements: Sequence[Statement], identity: Identity, literal: Callable[[str], str] = str
) -> dict[str, object]:
    """Return the policy document of at least one statement.

    Parameters:
        identity: completes role/NAME and function names to ARNs.
        literal: applied to each of the spec's own strings, as a template's escaping.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [_statement(statement, identity, literal) for statement in statements],
    }


def size(statements: Sequence[Statement]) -> int:
    """Return how many characters AWS counts in the statements' document at most, for any account and Region."""
    return policy_document.size(document(statements, policy_document.WIDEST))


def needs_identity(statements: Sequence[Statement]) -> bool:
    """Tell whether an ARN in the document depends on where the module is applied."""
    principals = (principal for statement in statements for principal in statement.principals)
    functions = (function for statement in statements for function in statement.functions or ())
    return any(principal.isdigit() or re.match(r"(role|user)/|root$", principal) for principal in principals) or any(
        not function.startswith("arn:") for function in functions
    )


def _statement(statement: Statement, identity: Identity, literal: Callable[[str], str]) -> dict[str, object]:
    principals = [_principal_arn(principal, identity, literal) for principal in statement.principals]
    result: dict[str, object] = {"Sid": statement.sid} if statement.sid else {}
    result |= {
        "Effect": statement.effect,
        "Principal": "*" if principals == ["*"] else {"AWS": principals},
        "Action": [literal(action) for action in statement.actions],
        "Resource": [
            *(literal(resource) for resource in statement.resources or ()),
            *(arn for function in statement.functions or () for arn in _function_arns(function, identity)),
        ],
    }
    if statement.conditions:
        result["Condition"] = {
            operator: {
                literal(key): [literal(value) for value in ([values] if isinstance(values, str) else values)]
                for key, values in keys.items()
            }
            for operator, keys in statement.conditions.items()
        }
    return result


def _principal_arn(principal: str, identity: Identity, literal: Callable[[str], str]) -> str:
    if principal.isdigit():
        return identity.iam_arn("root", principal)
    if principal == "*" or principal.startswith("arn:"):
        return literal(principal)
    return identity.iam_arn(literal(principal))


def _function_arns(function: str, identity: Identity) -> tuple[str, str]:
    arn = function if function.startswith("arn:") else identity.function_arn(function)
    return arn, f"{arn}:*"
