"""Why policies allow or deny a request: whether each statement applies, and else the first element that differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from privatelink_generator.policies import answers
from privatelink_generator.policies.answers import Answer
from privatelink_generator.policies.caller import CallerType
from privatelink_generator.policies.conditions import Condition
from privatelink_generator.policies.elements import Actions, Resources
from privatelink_generator.policies.evaluate import Decision, Effect, Policies, decide
from privatelink_generator.policies.policy import Element, Policy, Statement
from privatelink_generator.policies.principals import Principals
from privatelink_generator.policies.request import Request

_MOST_SHOWN = 4
_COLONS_OF_FUNCTION = "arn:aws:lambda:REGION:ACCOUNT:function:NAME".count(":")


@dataclass(frozen=True, slots=True)
class StatementFinding:
    """What one statement makes of a request.

    Parameters:
        applies: whether it is about the request; None: not evaluated.
        element: the first one that differs, or that is not evaluated; empty if the statement applies.
        reason: what the policy and the request have there.
        missing: condition keys whose values would tell.
    """

    statement: Statement
    applies: Answer
    element: str = ""
    reason: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """What the statements of one policy make of a request."""

    policy: Policy
    statements: tuple[StatementFinding, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision, and what each statement of each policy has to do with it."""

    request: Request
    decision: Decision
    policies: tuple[PolicyFinding, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The condition keys whose values would tell."""
        found = (key for policy in self.policies for each in policy.statements for key in each.missing)
        return tuple(dict.fromkeys(found))


def explain(request: Request, policies: Policies) -> Explanation:
    """Return what policies make of a request, and why."""
    findings = (
        PolicyFinding(policy, tuple(_finding(statement, request) for statement in policy.statements))
        for policy in policies
    )
    return Explanation(request, decide(request, policies), tuple(findings))


def denial(request: Request, decision: Decision) -> str:
    """Return the message of AWS's AccessDenied.

    IAM guide, "Troubleshoot access denied error messages".
    """
    name = "anonymous" if request.caller.type is CallerType.ANONYMOUS else request.caller.name
    head = f"User: {name} is not authorized to perform: {request.action} on resource: {request.resource}"
    if decision.effect is Effect.EXPLICITLY_DENIED:
        return f"{head} with an explicit deny in a {decision.statements[0][0].type.in_messages}"
    if not decision.lacking:
        return head
    return f"{head} because no {decision.lacking[0].type.in_messages} allows the {request.action} action"


def _finding(statement: Statement, request: Request) -> StatementFinding:
    """Return the first element that differs, or else the first that is not evaluated."""
    found = [(element, element.match(request)) for element in statement.elements]
    applies = answers.every(answer for _, answer in found)
    if applies:
        return StatementFinding(statement, applies)
    element = next(element for element, answer in found if answer is applies)
    reason, missing = _reason(element, request, is_known=applies is False)
    return StatementFinding(statement, applies, element.name, reason, missing)


type _Reason = tuple[str, tuple[str, ...]]


def _reason(element: Element, request: Request, *, is_known: bool) -> _Reason:
    match element:
        case Actions():
            return _lacks(element.patterns, request.action, is_negated=element.is_negated), ()
        case Principals():
            return _of_principals(element, request, is_known=is_known)
        case Resources():
            return _of_resources(element, request, is_known=is_known)
        case Condition():
            return _of_condition(element, request, is_known=is_known)


def _lacks(values: Sequence[str], found: str, *, is_negated: bool) -> str:
    if len(values) == 1:
        return f"{found} is {'' if is_negated else 'not '}{values[0]}"
    return f"{found} is {'one' if is_negated else 'none'} of {_listed(values)}"


def _listed(values: Iterable[str]) -> str:
    every = [value or '""' for value in values]
    shown = ", ".join(every[:_MOST_SHOWN])
    return shown if len(every) <= _MOST_SHOWN else f"{shown} and {len(every) - _MOST_SHOWN} more"


def _of_principals(element: Principals, request: Request, *, is_known: bool) -> _Reason:
    names = [name for names in element.by_type.values() for name in names]
    if is_known:
        return _lacks(names, request.caller.name, is_negated=element.is_negated), ()
    if element.is_gateway:
        return f"{_listed(names)}: a gateway endpoint's Principal must be *, and AWS does not say what others mean", ()
    if element.is_negated:
        return f"{_listed(names)}: AWS wants both a principal and its account in NotPrincipal, and may deny else", ()
    if element.by_type.get("CanonicalUser"):
        return f"{_listed(names)}: which account a canonical user is, AWS alone knows", ()
    if request.caller.type is CallerType.ROLE and any(":assumed-role/" in name for name in names):
        return f"{_listed(names)}: which session of {request.caller.name} asks is not known; name the session", ()
    return f"{_listed(names)}: the id of {request.caller.name} is not known", ("aws:userid",)


def _of_resources(element: Resources, request: Request, *, is_known: bool) -> _Reason:
    if is_known:
        hint = _hint_on_lambda(element, request)
        return _lacks(element.patterns, request.resource, is_negated=element.is_negated) + hint, ()
    return _of_variables(element.patterns, element.variables, request)


def _hint_on_lambda(element: Resources, request: Request) -> str:
    """Return that the other form of a function's ARN would fit, if so."""
    parts = request.resource.split(":")
    if element.is_negated or parts[2:3] != ["lambda"] or parts[5:6] != ["function"]:
        return ""
    is_qualified = len(parts) > _COLONS_OF_FUNCTION + 1
    other = ":".join(parts[:7]) if is_qualified else f"{request.resource}:$LATEST"
    if not element.match(Request(request.caller, request.action, other, request.context)):
        return ""
    return "; Lambda authorizes the ARN as it was called, " + (
        "and this one has a version or alias" if is_qualified else "and this one has neither version nor alias"
    )


def _of_variables(values: Iterable[str], variables: Iterable[str], request: Request) -> _Reason:
    """Return why values with variables are not evaluated."""
    unknown = tuple(dict.fromkeys(key for key in variables if request.context.values_of(key) is None))
    if unknown:
        return f"{_listed(values)}: the value of {_listed(unknown)} is not known", unknown
    several = [key for key in variables if len(request.context.values_of(key) or ()) > 1]
    if several:
        return f"{_listed(values)}: {_listed(several)} has several values, and AWS takes no such key as a variable", ()
    lacked = (key for key in variables if not request.context.values_of(key))
    return f"{_listed(values)}: the request has no {_listed(lacked)}, which may make the whole statement invalid", ()


def _of_condition(element: Condition, request: Request, *, is_known: bool) -> _Reason:
    found = request.context.values_of(element.key.lower())
    if not element.is_known:
        return "is no operator that we know", ()
    if found is None:
        return f"the value of {element.key} is not known", (element.key,)
    if not found:
        return f"the request has no {element.key}", ()
    if is_known:
        return f"the request has {_listed(found)}, the policy {_listed(element.values)}", ()
    if element.takes_one_value and len(found) > 1:
        return f"the request has {_listed(found)}; AWS does not compare several values without a set operator", ()
    if element.variables:
        return _of_variables(element.values, element.variables, request)
    return (
        f"{_listed(found)} and {_listed(element.values)} are not both of the form that {element.operator} compares",
        (),
    )
