"""Handlers of CloudWatch's managed Contributor Insights rules, which LocalStack does not have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from localstack.services.stores import AccountRegionBundle, BaseStore, LocalAttribute

from privatelink_localstack.kernel import pages
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.pages import PageRules
from privatelink_localstack.kernel.partitions import partition_of
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.monitoring import insight_rules
from privatelink_localstack.monitoring.insight_rules import InsightRule
from privatelink_localstack.privatelink.plane import ControlPlane


class InsightStore(BaseStore):  # type: ignore[misc]
    """The rules of an account in a Region, by name."""

    rules: dict[str, InsightRule] = LocalAttribute(default=dict)


insight_stores = AccountRegionBundle("cloudwatch", InsightStore, validate=False)


def rules_of(scope: Scope) -> dict[str, InsightRule]:
    """Return the rules of an account in a Region, by name."""
    rules: dict[str, InsightRule] = insight_stores[scope.account][scope.region].rules
    return rules


def put_managed(plane: ControlPlane, scope: Scope, rule: dict[str, Any]) -> str:
    """Enable a managed rule, and return its ARN."""
    arn = rule["ResourceARN"]
    _check_service(plane, scope, arn)
    rules = rules_of(scope)
    enabled = insight_rules.enable(rules, arn, rule["TemplateName"])
    rules[enabled.name] = enabled
    return arn_of(scope, enabled.name)


def list_managed(plane: ControlPlane, scope: Scope, request: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the rules that a resource has or can have."""
    arn = request["ResourceARN"]
    _check_service(plane, scope, arn)
    described = [
        {"TemplateName": template}
        | ({"ResourceARN": arn, "RuleState": {"RuleName": rule.name, "State": rule.state}} if rule else {})
        for template, rule in insight_rules.available(rules_of(scope), arn)
    ]
    return _page("ManagedRules", "TemplateName", described, request, largest=100)


def describe(scope: Scope, request: dict[str, Any]) -> dict[str, Any]:
    """Return a page of all rules."""
    described = [
        # What the definition of a managed rule holds is not documented.
        {"Name": name, "State": rule.state, "Schema": insight_rules.SCHEMA, "Definition": "{}", "ManagedRule": True}
        for name, rule in sorted(rules_of(scope).items())
    ]
    return _page("InsightRules", "Name", described, request, largest=500)


def switch(scope: Scope, names: list[str], state: str) -> dict[str, Any]:
    """Enable or disable rules."""
    rules = rules_of(scope)
    rules.update({rule.name: rule for rule in insight_rules.switched(rules, names, state)})
    return _failures(name for name in names if name not in rules)


def delete(scope: Scope, names: list[str]) -> dict[str, Any]:
    """Delete rules."""
    rules = rules_of(scope)
    return _failures([name for name in names if rules.pop(name, None) is None])


def arn_of(scope: Scope, name: str) -> str:
    """Return a rule's ARN."""
    return f"arn:{partition_of(scope.region).name}:cloudwatch:{scope.region}:{scope.account}:insight-rule/{name}"


def _check_service(plane: ControlPlane, scope: Scope, arn: str) -> None:
    if plane.store.service_in(scope, insight_rules.service_of(arn)) is None:
        raise insight_rules.unknown_service(arn)


def _failures(names: Iterable[str]) -> dict[str, Any]:
    failure = {"ExceptionType": "ResourceNotFoundException", "FailureCode": "404"}
    return {
        "Failures": [
            {"FailureResource": name, **failure, "FailureDescription": f"The rule {name} does not exist."}
            for name in names
        ]
    }


def _page(
    key: str, identity: str, records: list[dict[str, Any]], request: dict[str, Any], *, largest: int
) -> dict[str, Any]:
    rules = PageRules(largest, lambda _: None, lambda _: _invalid_token(), ordered=True)
    token, size = request.get("NextToken"), request.get("MaxResults")
    found = pages.page(records, lambda record: str(record[identity]), token=token, size=size, rules=rules)
    return {key: list(found.items), **({"NextToken": found.next_token} if found.next_token else {})}


def _invalid_token() -> AwsError:
    return AwsError("InvalidNextToken", "The next token specified is invalid.")
