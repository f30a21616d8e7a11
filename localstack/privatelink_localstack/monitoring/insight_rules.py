"""Managed Contributor Insights rules of endpoint services.

Sources: CloudWatch API reference, "PutManagedInsightRules" and "ListManagedInsightRules"; PrivateLink guide, "Using
built-in Contributor Insights rules". The names of rules and the messages of errors are not confirmed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from privatelink_localstack.kernel.errors import AwsError

TEMPLATES = tuple(
    f"VpcEndpointService-{metric}ByEndpointId-v1"
    for metric in ("ActiveConnections", "Bytes", "NewConnections", "RstPackets")
)
"""The rules that an endpoint service can have, in the order of their names."""

ENABLED, DISABLED = "ENABLED", "DISABLED"
SCHEMA = json.dumps({"Name": "ServiceLogRule", "Version": 1})

_SERVICE = re.compile(r"arn:[a-z-]+:ec2:[a-z0-9-]+:\d{12}:vpc-endpoint-service/(vpce-svc-[0-9a-f]{17})")

type InsightRules = Mapping[str, InsightRule]
"""By name."""


@dataclass(frozen=True, slots=True)
class InsightRule:
    """A managed rule.

    Parameters:
        resource: the ARN of the endpoint service.
    """

    template: str
    resource: str
    state: str = ENABLED

    @property
    def name(self) -> str:
        """The name, unique in an account and Region."""
        return f"{self.template}-{self.resource.rpartition('/')[2]}"


def service_of(arn: str) -> str:
    """Return the ID of the endpoint service that an ARN names. Reject resources without managed rules."""
    match = _SERVICE.fullmatch(arn)
    if match is None:
        raise _invalid("ResourceARN", arn)
    return match[1]


def enable(rules: InsightRules, resource: str, template: str) -> InsightRule:
    """Return the rule of a template, enabled; the one that exists keeps its name."""
    if template not in TEMPLATES:
        raise _invalid("TemplateName", template)
    new = InsightRule(template, resource)
    return replace(rules.get(new.name, new), state=ENABLED)


def available(rules: InsightRules, resource: str) -> Iterator[tuple[str, InsightRule | None]]:
    """Yield each template of a resource, and its rule if it was ever enabled."""
    for template in TEMPLATES:
        yield template, rules.get(InsightRule(template, resource).name)


def switched(rules: InsightRules, names: Iterable[str], state: str) -> Iterator[InsightRule]:
    """Yield the named rules in another state; unknown names are failures."""
    for name in names:
        if name in rules:
            yield replace(rules[name], state=state)


def unknown_service(arn: str) -> AwsError:
    """Return the error for the ARN of a service that does not exist."""
    return AwsError("ResourceNotFoundException", f"The resource {arn} does not exist.", status=404)


def _invalid(parameter: str, value: str) -> AwsError:
    return AwsError("InvalidParameterValue", f"The value {value} of {parameter} is not valid.")
