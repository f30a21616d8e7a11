"""The attributes of endpoints of every type: type, service, VPC, policy, tags; and acceptance."""

from __future__ import annotations

from typing import Any

from privatelink_generator.aws.policy_document import Identity
from privatelink_generator.patterns import policy_presets
from privatelink_generator.patterns.consumer.endpoints import GatewayEndpoint, InterfaceEndpoint
from privatelink_generator.patterns.consumer.gateway_load_balancer import GatewayLoadBalancerEndpoint
from privatelink_harness.checks import policy
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.consumer import perimeter
from privatelink_harness.checks.consumer.evidence import AnyEndpoint, Evidence


def endpoint_type(evidence: Evidence[AnyEndpoint]) -> Sources:
    """Compare the endpoint type."""
    return evidence.compare(
        "vpc_endpoint_type", spec=evidence.endpoint.aws_type, api=evidence.described["VpcEndpointType"]
    )


def service(evidence: Evidence[AnyEndpoint]) -> Sources:
    """Compare the full name of the service."""
    given = not isinstance(evidence.endpoint, GatewayEndpoint) and evidence.endpoint.given
    return evidence.compare(
        "service_name", spec=ABSENT if given else evidence.service_name, api=evidence.described["ServiceName"]
    )


def service_region(evidence: Evidence[InterfaceEndpoint]) -> Sources | None:
    """Compare the Region of a service that is used across Regions."""
    expected = evidence.endpoint.service_region
    if not expected:
        return None
    described = evidence.described.get("ServiceRegion", evidence.region)
    return evidence.compare("service_region", spec=expected, api=described)


def vpc(evidence: Evidence[AnyEndpoint]) -> Sources:
    """Compare the VPC with the one that the root module's outputs name."""
    return evidence.placed("vpc_id", evidence.placement.vpc, api=evidence.described["VpcId"])


def state(evidence: Evidence[AnyEndpoint]) -> Sources | None:
    """Compare the state of an endpoint for one of AWS's own services, which AWS accepts."""
    if _is_custom(evidence.endpoint):
        return None
    return evidence.compare("state", spec="available", api=_camel(evidence.described["State"]), read=_camel)


def gateway_load_balancer_acceptance(evidence: Evidence[GatewayLoadBalancerEndpoint]) -> Sources:
    """Compare the state of a Gateway Load Balancer endpoint with what the spec says of acceptance."""
    endpoint, described = evidence.endpoint, _camel(evidence.described["State"])
    if endpoint.acceptance_required is False or endpoint.auto_accept:
        return Sources(spec="available", api=described)
    note = "the spec does not say whether the service owner accepts"
    return Sources(state=_camel(evidence.stated("state")), api=described, note=note)


def acceptance(evidence: Evidence[InterfaceEndpoint]) -> Sources | None:
    """Compare the state of an endpoint for a customer's service.

    Whether the service owner accepts is outside the spec, except where a later step of the stack depends on it.
    """
    endpoint, described = evidence.endpoint, _camel(evidence.described["State"])
    if not endpoint.custom:
        return None
    if endpoint.private_dns_mode == "after-acceptance" and not evidence.accepted:
        return Sources(spec="pendingAcceptance", api=described)
    if evidence.accepted or endpoint.auto_accept or endpoint.private_dns_mode == "on":
        return Sources(spec="available", api=described)
    note = "the spec does not say whether the service owner accepts"
    return Sources(state=_camel(evidence.stated("state")), api=described, note=note)


def _is_custom(endpoint: AnyEndpoint) -> bool:
    return not isinstance(endpoint, GatewayEndpoint) and endpoint.custom


def _camel(value: Any) -> Any:
    """Return a state in lower camel case, as AWS writes it; some emulators use upper."""
    return value[:1].lower() + value[1:] if isinstance(value, str) and value else value


def policy_meaning(evidence: Evidence[AnyEndpoint]) -> Sources:
    """Compare policies by what they allow."""
    return evidence.compare(
        "policy",
        spec=policy.meaning(_document(evidence)),
        api=policy.meaning(evidence.described.get("PolicyDocument")),
        read=policy.meaning,
    )


def policy_version(evidence: Evidence[AnyEndpoint]) -> Sources | None:
    """Compare the policy language's versions where the policy has variables."""
    document, planned = _document(evidence), evidence.planned("policy")
    if not document or not policy.version(document):
        return None
    return Sources(
        spec=policy.version(document),
        plan=planned if planned is ABSENT else policy.version(planned),
        api=policy.version(evidence.described.get("PolicyDocument")),
    )


def _document(evidence: Evidence[AnyEndpoint]) -> dict[str, Any] | None:
    """Return the spec's policy, None for AWS's default policy."""
    endpoint = evidence.endpoint
    if not endpoint.policy:
        return None
    identity = Identity(evidence.facts.partition, evidence.region, evidence.facts.account)
    gateway = endpoint.type == "gateway"
    return policy_presets.document(
        endpoint.policy, endpoint.known_as, identity, perimeter.expected(evidence), gateway=gateway
    )


def tags(evidence: Evidence[AnyEndpoint]) -> Sources:
    """Compare the spec's tags, and every tag of the state with the API."""
    expected = {**evidence.spec.tags, **evidence.endpoint.tags}
    described = {tag["Key"]: tag["Value"] for tag in evidence.described.get("Tags", ())}
    stated, planned = evidence.stated("tags_all"), evidence.planned("tags_all")
    if stated is ABSENT:
        return Sources(spec=expected, api={key: described.get(key) for key in expected})
    return Sources(
        spec={**stated, **expected},
        plan=planned if planned is ABSENT else {**stated, **planned},
        state=stated,
        api={key: described.get(key) for key in {*expected, *stated}},
    )
