"""`privatelink explain-policy`: whether an endpoint lets a request through, and which statement says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from privatelink_cli.answer import Format, FormatOption, Status, reply
from privatelink_cli.options import SpecArgument, SpecRegionOption, check_account, in_region

if TYPE_CHECKING:
    from privatelink_generator.aws.policy_document import Identity
    from privatelink_generator.endpoint_policies import SpecEndpoint
    from privatelink_generator.patterns.base import Spec
    from privatelink_generator.policies.caller import Caller
    from privatelink_generator.policies.evaluate import Policies
    from privatelink_generator.policies.explain import Explanation
    from privatelink_generator.policies.policy import Policy, PolicyType
    from privatelink_generator.policies.request import Facts

_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9]+", re.ASCII | re.IGNORECASE)
_RESOURCE = re.compile(r"arn:aws[a-z-]*:(?P<service>[a-z0-9-]+):[a-z0-9-]*:([0-9]{12}|aws)?:[^\x00-\x1f\x7f]+")
_SHORT_PRINCIPAL = re.compile(r"root|(role|user)/.+")
_KEY = re.compile(r"[A-Za-z0-9_-]+:[^\s=]+", re.ASCII)


def _action(text: str) -> str:
    """Return an action. Raise BadParameter for another text, and for an operation whose action has another name."""
    from privatelink_generator.policies.actions import action_of

    if not _ACTION.fullmatch(text):
        raise typer.BadParameter(f"{text!r} is not an action; write one, such as lambda:InvokeFunction")
    if action := action_of(text):
        raise typer.BadParameter(f"{text!r} is an operation of the API; the action that it needs is {action}")
    return text


def _resource(text: str) -> str:
    if text == "*":
        return text
    match = _RESOURCE.fullmatch(text)
    if not match:
        raise typer.BadParameter(f"{text!r} is not an ARN; write the resource's, or '*' for an action that has none")
    if re.search(r"[*?]", text) and match["service"] != "s3":  # Whose keys may hold them.
        raise typer.BadParameter(f"{text!r} holds a wildcard; write the ARN of one resource, as a request names it")
    return text


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise typer.BadParameter(f"{text!r} is not KEY=VALUE, such as aws:SourceVpce=vpce-0a1b2c3d4e5f67890")
    return key, value


def _condition(text: str) -> tuple[str, str]:
    key, value = _pair(text)
    return _condition_key(key), value


def _condition_key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise typer.BadParameter(f"{key!r} is not a condition key; write one such as aws:PrincipalOrgID")
    return key


def explain_policy(
    spec: SpecArgument,
    principal: Annotated[
        str,
        typer.Option(
            metavar="ARN",
            help="Who asks: ARN of a role, user, session or root user; role/NAME, user/NAME or root of the module's "
            "account; a service such as lambda.amazonaws.com; or '*' for anybody without credentials.",
            show_default=False,
        ),
    ],
    action: Annotated[
        str, typer.Option(metavar="ACTION", parser=_action, help="IAM's action, such as lambda:InvokeFunction.")
    ],
    resource: Annotated[
        str,
        typer.Option(
            metavar="ARN",
            parser=_resource,
            help="On what, by the ARN that the request names: with a version or alias if it has one; '*' for an "
            "action without a resource.",
        ),
    ],
    through: Annotated[
        str | None,
        typer.Option(
            metavar="ENDPOINT",
            help="The endpoint, by its name in the spec. Default: the only one for the action's service.",
            show_default=False,
        ),
    ] = None,
    context: Annotated[
        list[Any] | None,
        typer.Option(
            metavar="KEY=VALUE",
            parser=_condition,
            help="Value of a condition key, such as aws:SourceVpc=vpc-…; may be repeated, also for one key.",
            show_default=False,
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY",
            parser=_condition_key,
            help="Condition key that the request does not have; may be repeated.",
            show_default=False,
        ),
    ] = None,
    identity_policy: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Policy of the principal, as JSON, to consider too; may be repeated.",
            show_default=False,
        ),
    ] = None,
    resource_policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Policy of the resource, as JSON, to consider too.", show_default=False),
    ] = None,
    variable: Annotated[
        list[Any] | None,
        typer.Option(
            metavar="NAME=VALUE",
            parser=_pair,
            help="Variable of the module that policies by preset compare with: organization_id, or "
            "third_party_account_ids, which may be repeated.",
            show_default=False,
        ),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(
            metavar="DIGITS",
            help="Account that the module is applied in. Default: the spec's, or else the principal's.",
            show_default=False,
            callback=check_account,
        ),
    ] = None,
    region: SpecRegionOption = None,
    output_format: FormatOption = Format.TEXT,
) -> int:
    """Say whether an endpoint lets a request through, and why.

    Evaluated is what the module would give to AWS, by IAM's published logic; nothing is asked of AWS. What can't be
    told without a value that AWS would know is said to be not evaluated.
    """
    from privatelink_cli import explain_answer
    from privatelink_generator.load import load
    from privatelink_generator.policies.caller import Caller
    from privatelink_generator.policies.evaluate import Effect, Policies
    from privatelink_generator.policies.explain import explain
    from privatelink_generator.policies.policy import PolicyType
    from privatelink_generator.policies.request import request

    loaded = in_region(load(spec), region)
    endpoint = _endpoint(loaded, through, action)
    asking = _principal(principal)
    identity = endpoint.identity(
        region or _region_of(resource) or loaded.example_region, _account(endpoint, asking, account)
    )
    policies = Policies(
        endpoint.policy(identity, _variables(variable or [])),
        [_read(path, PolicyType.IDENTITY) for path in identity_policy] if identity_policy else None,
        [_read(resource_policy, PolicyType.RESOURCE)] if resource_policy else None,
    )
    facts = _facts(context or [], without or [], endpoint.requested_region(identity))
    asked = request(asking or Caller.of(identity.iam_arn(principal)), action, resource, facts)
    found = explain(asked, policies)
    answer = explain_answer.Answer(found, endpoint, identity, policies)
    status = Status.OK if found.decision.effect is Effect.ALLOWED else Status.FAILED
    return reply(
        "explain-policy",
        output_format,
        answer.data,
        answer.lines(),
        status=status,
        warnings=[
            *_warn_of_region(endpoint, region or _region_of(resource), identity),
            *_warn_of_endpoint(endpoint, action),
            *_warn_of_keys(found, policies, [*(key for key, _ in context or []), *(without or [])]),
        ],
    )


def _endpoint(spec: Spec, through: str | None, action: str) -> SpecEndpoint:
    """Return the endpoint that a request goes through. Raise BadParameter if the spec has none, or several."""
    from privatelink_generator.document.suggestion import did_you_mean
    from privatelink_generator.endpoint_policies import spec_endpoints

    known = spec_endpoints(spec)
    if not known:
        raise typer.BadParameter(
            f"the spec's pattern is {spec.pattern}: it has no interface or gateway endpoint", param_hint="SPEC"
        )
    names = ", ".join(known)
    if through is not None:
        if through not in known:
            near = did_you_mean(through, known) or f"; write one of {names}"
            raise typer.BadParameter(
                f"{through!r} is no interface or gateway endpoint of the spec{near}", param_hint="--through"
            )
        return known[through]
    prefix = action.partition(":")[0].lower()
    fitting = [each for each in known.values() if each.action_prefix == prefix]
    if len(fitting) != 1:
        several = ", ".join(each.name for each in fitting)
        reason = (
            f"several endpoints are for {prefix}" if several else f"no endpoint of the spec is known to be for {prefix}"
        )
        raise typer.BadParameter(f"{reason}; name one with --through: {several or names}", param_hint="--through")
    return fitting[0]


def _region_of(resource: str) -> str | None:
    """Return the Region in an ARN, if it has one."""
    parts = resource.split(":", 5)
    return parts[3] or None if len(parts) > 3 else None


def _principal(name: str) -> Caller | None:
    """Return the principal of a whole name; None for role/NAME, user/NAME and root, which an account completes."""
    from privatelink_generator.policies.caller import Caller

    if _SHORT_PRINCIPAL.fullmatch(name):
        return None
    try:
        return Caller.of(name)
    except ValueError as error:
        raise typer.BadParameter(f"{name!r} {error}", param_hint="--principal") from error


def _account(endpoint: SpecEndpoint, principal: Caller | None, account: str | None) -> str:
    """Return the account that the endpoint's module is applied in. Raise BadParameter where it counts and is open."""
    if account and endpoint.account and account != endpoint.account:
        raise typer.BadParameter(
            f"the spec says {endpoint.account} by a role's ARN; leave the option out", param_hint="--account"
        )
    found = endpoint.account or account or (principal.account if principal else None)
    if not found and (endpoint.endpoint.policy or not principal):
        raise typer.BadParameter(
            "write the 12 digits of the account that the module is applied in", param_hint="--account"
        )
    return found or ""


def _variables(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    from privatelink_generator.document.suggestion import did_you_mean
    from privatelink_generator.endpoint_policies import ORGANIZATION, VARIABLES

    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in VARIABLES:
            near = did_you_mean(name, VARIABLES) or f"; write one of {', '.join(VARIABLES)}"
            raise typer.BadParameter(
                f"{name!r} is no variable that policies compare with{near}", param_hint="--variable"
            )
        if name == ORGANIZATION and found.get(name):
            raise typer.BadParameter(f"{name} has one value; write it once", param_hint="--variable")
        found.setdefault(name, []).append(value)
    return found


def _read(path: Path, type_: PolicyType) -> Policy:
    """Return the policy of a file. Raise BadParameter if it can't be read, or holds none."""
    from privatelink_generator.policies.read import PolicyError, read_policy

    option = "--identity-policy" if type_.value.startswith("identity") else "--resource-policy"
    try:
        return read_policy(path.read_text(encoding="utf-8"), type_, str(path))
    except PolicyError as error:
        raise typer.BadParameter(error.message, param_hint=option) from error
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{path}: is not UTF-8 text; save the file as UTF-8", param_hint=option) from error
    except OSError as error:
        raise typer.BadParameter(f"{path}: can't be read: {error.strerror}", param_hint=option) from error


def _facts(context: Iterable[tuple[str, str]], without: Sequence[str], region: str) -> Facts:
    """Return what is known of a request. Raise BadParameter if it is contradictory."""
    from privatelink_generator.policies.request import Facts

    told: dict[str, list[str]] = {}
    for key, value in context:
        told.setdefault(key.lower(), []).append(value)
    if both := {key.lower() for key in without} & {*told}:
        raise typer.BadParameter(f"{min(both)} has a value in --context; leave one of them out", param_hint="--without")
    return Facts(others={"aws:requestedregion": region, **told}, without=without)


def _warn_of_region(endpoint: SpecEndpoint, region: str | None, identity: Identity) -> Iterator[str]:
    """Yield that nothing tells the Region, which ARNs of a policy may have."""
    if endpoint.endpoint.policy and not (endpoint.region or region):
        yield f"the module is taken to be applied in {identity.region}; name another Region with --region"


def _warn_of_endpoint(endpoint: SpecEndpoint, action: str) -> Iterator[str]:
    """Yield that requests of another service do not come through an endpoint, as far as its service is known."""
    prefix = action.partition(":")[0].lower()
    if endpoint.known_prefix not in {None, prefix}:
        yield f"{endpoint.name} is an endpoint of {endpoint.service}: requests of {prefix} do not come through it"


def _warn_of_keys(found: Explanation, policies: Policies, told: Iterable[str]) -> Iterator[str]:
    """Yield the keys that the user tells and no policy asks for, which may be a slip."""
    from privatelink_generator.document.suggestion import did_you_mean

    asked = {key.lower() for policy in policies for key in policy.keys}
    for key in dict.fromkeys(told):
        if key.lower() not in asked:
            yield f"no policy asks for {key}{did_you_mean(key, found.missing)}"
