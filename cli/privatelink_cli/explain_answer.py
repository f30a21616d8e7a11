"""The answer of `privatelink explain-policy`: for programs, and in lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from privatelink_cli.answer import columns
from privatelink_generator.policies.evaluate import Effect
from privatelink_generator.policies.explain import denial

if TYPE_CHECKING:
    from privatelink_cli import explain_data as shapes
    from privatelink_generator.aws.policy_document import Identity
    from privatelink_generator.endpoint_policies import SpecEndpoint
    from privatelink_generator.policies.evaluate import Policies
    from privatelink_generator.policies.explain import Explanation, PolicyFinding, StatementFinding
    from privatelink_generator.policies.policy import Policy, Statement

_DENIED = frozenset({Effect.EXPLICITLY_DENIED, Effect.IMPLICITLY_DENIED})
_ORIGINS = {
    "spec": "the spec's policy",
    "default": "AWS's default policy: the spec has none",
    "none": "AWS takes no policy for this service's endpoints: everything passes",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An explanation, and the endpoint that it is about."""

    found: Explanation
    endpoint: SpecEndpoint
    identity: Identity
    policies: Policies

    @property
    def data(self) -> shapes.PolicyExplanation:
        """The answer for programs."""
        request = self.found.request
        return {
            "decision": cast("Literal['allowed']", self.found.decision.effect.value),
            "request": {
                "principal": request.caller.name,
                "action": request.action,
                "resource": request.resource,
                "context": {key: list(values) for key, values in sorted(request.context.values.items())},
            },
            "endpoint": {
                "name": self.endpoint.name,
                "type": self.endpoint.endpoint.type,
                "service": self.endpoint.service,
                "account": self.identity.account or None,
                "region": self.identity.region,
                "policy": self.origin,
            },
            "decided_by": [
                {"policy": policy.name, "number": statement.number, "sid": statement.sid}
                for policy, statement in self.found.decision.statements
            ],
            "policies": [_policy_data(each) for each in self.found.policies],
            "not_considered": self.not_considered,
            "message": self.message,
        }

    @property
    def origin(self) -> Literal["spec", "default", "none"]:
        """Where the endpoint's policy comes from."""
        if self.endpoint.endpoint.policy:
            return "spec"
        return "default" if self.endpoint.may_take_policy else "none"

    @property
    def message(self) -> str | None:
        """The message of AWS's AccessDenied; None unless the request is denied."""
        decision = self.found.decision
        return denial(self.found.request, decision) if decision.effect in _DENIED else None

    @property
    def not_considered(self) -> list[str]:
        """The policies that AWS evaluates beside."""
        found = ["the principal's own policies"] if self.policies.identity is None else []
        found += ["the resource's own policy"] if self.policies.resource is None else []
        return [*found, "policies of an organization", "permissions boundaries", "session policies"]

    def lines(self) -> Iterator[str]:
        """Yield the answer for people."""
        request = self.found.request
        yield f"{self.found.decision.effect}: {self._why()}"
        yield ""
        yield from columns(
            [
                ("principal", request.caller.name),
                ("action", request.action),
                ("resource", request.resource),
                ("through", self._endpoint()),
                ("policy", _ORIGINS[self.origin]),
            ]
        )
        for policy in self.found.policies:
            yield ""
            yield f"{policy.policy.name} ({policy.policy.type}):"
            yield from (line.rstrip() for line in columns(map(_row, policy.statements)))
        yield ""
        if self.message:
            yield f"AWS answers: {self.message}"
        yield from self._hints()
        yield f"Not considered: {', '.join(self.not_considered)}."

    def _endpoint(self) -> str:
        endpoint, account = self.endpoint, self.identity.account
        where = f"{account}, {self.identity.region}" if account else self.identity.region
        return f"{endpoint.name}: {endpoint.endpoint.type} endpoint of {endpoint.service} in {where}"

    def _why(self) -> str:
        decision = self.found.decision
        deciding = " and ".join(_named(policy, statement) for policy, statement in decision.statements)
        match decision.effect:
            case Effect.ALLOWED:
                return f"{deciding} {'allow' if len(decision.statements) > 1 else 'allows'} the request"
            case Effect.EXPLICITLY_DENIED:
                return f"{deciding} denies the request"
            case Effect.IMPLICITLY_DENIED:
                return f"no statement of {' or '.join(policy.name for policy in decision.lacking)} allows the request"
        return "what decides is not known"

    def _hints(self) -> Iterator[str]:
        if self.found.decision.effect is not Effect.NOT_EVALUATED:
            return
        for key in self.found.missing:
            if key.startswith("var."):
                yield f"Add what the module's caller sets: --variable {key.removeprefix('var.')}=VALUE"
            else:
                yield f"Add what AWS would know: --context {key}=VALUE, or --without {key}"


def _named(policy: Policy, statement: Statement) -> str:
    sid = f" ({statement.sid})" if statement.sid else ""
    return f"statement {statement.number}{sid} of {policy.name}"


def _row(finding: StatementFinding) -> tuple[str, ...]:
    statement = finding.statement
    words: Mapping[bool | None, str] = {True: "applies", False: "does not apply", None: "not evaluated"}
    reason = f"{finding.element}: {finding.reason}" if finding.element else ""
    return f"  {statement.number}", statement.sid or "-", statement.effect, words[finding.applies], reason


def _policy_data(finding: PolicyFinding) -> shapes.ExplainedPolicy:
    return {
        "name": finding.policy.name,
        "type": cast("Literal['identity-based policy']", finding.policy.type.value),
        "version": finding.policy.version,
        "statements": [_statement_data(each) for each in finding.statements],
    }


def _statement_data(finding: StatementFinding) -> shapes.ExplainedStatement:
    return {
        "number": finding.statement.number,
        "sid": finding.statement.sid,
        "effect": "Allow" if finding.statement.is_allow else "Deny",
        "applies": finding.applies,
        "element": finding.element or None,
        "reason": finding.reason or None,
        "missing": list(finding.missing),
    }
