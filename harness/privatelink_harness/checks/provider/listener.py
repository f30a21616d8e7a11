"""The checks of a listener."""

from __future__ import annotations

from typing import Any

from privatelink_generator.patterns.provider.load_balancer import Listener
from privatelink_harness.checks.check import ABSENT, Sources
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.provider.evidence import Evidence
from privatelink_harness.checks.subject import Table

type ListenerEvidence = Evidence[Listener]


def protocol(evidence: ListenerEvidence) -> Sources:
    """Compare protocol and port."""
    listener, described = evidence.model, evidence.described
    return Sources(
        spec=f"{listener.protocol} {listener.port}",
        plan=_protocol(evidence.planned("protocol"), evidence.planned("port")),
        state=_protocol(evidence.stated("protocol"), evidence.stated("port")),
        api=_protocol(described["Protocol"], described["Port"]),
    )


def _protocol(name: object, port: object) -> object:
    return ABSENT if ABSENT in {name, port} else f"{name} {port}"


def forward(evidence: ListenerEvidence) -> Sources:
    """Compare the target groups, with their weights where there are several."""
    described = evidence.described["DefaultActions"][0]
    groups = described.get("ForwardConfig", {}).get("TargetGroups") or [
        {"TargetGroupArn": described["TargetGroupArn"], "Weight": 1}
    ]
    weights = {evidence.names.get(each["TargetGroupArn"], each["TargetGroupArn"]): each["Weight"] for each in groups}
    expected: dict[str, int] = evidence.model.forward
    stated = evidence.stated("default_action")
    if len(expected) == 1:
        return Sources(spec=frozenset(expected), state=_single(evidence, stated), api=frozenset(weights))
    return Sources(spec=expected, state=_weighted(evidence, stated), api=weights)


def _single(evidence: ListenerEvidence, actions: Any) -> object:
    if actions is ABSENT:
        return ABSENT
    blocks = actions[0].get("forward") or ()
    listed = [group["arn"] for block in blocks for group in block["target_group"]]
    return evidence.named(listed or [actions[0]["target_group_arn"]])


def _weighted(evidence: ListenerEvidence, actions: Any) -> object:
    if actions is ABSENT:
        return ABSENT
    groups = actions[0]["forward"][0]["target_group"]
    return {evidence.names.get(each["arn"], each["arn"]): each["weight"] for each in groups}


def certificates(evidence: ListenerEvidence) -> Sources | None:
    """Compare the certificates, whose ARNs the spec does not know."""
    if evidence.model.protocol != "TLS":
        return None
    arn = evidence.described["ListenerArn"]
    further = evidence.attached("aws_lb_listener_certificate", "listener_arn", arn)
    default = evidence.stated("certificate_arn")
    return Sources(
        spec=ABSENT,
        state=frozenset({default, *(each.values["certificate_arn"] for each in further)}),
        api=frozenset(each["CertificateArn"] for each in evidence.described.get("Certificates", ()))
        | evidence.facts.certificates.get(arn, frozenset()),
    )


def tls_policies(evidence: ListenerEvidence) -> Sources | None:
    """Compare the security policy and the ALPN policy."""
    listener, described = evidence.model, evidence.described
    if listener.protocol != "TLS":
        return None
    alpn = described.get("AlpnPolicy") or ["None"]
    return Sources(
        spec={"ALPN": listener.alpn_policy, "security policy": listener.ssl_policy},
        plan=_policies(evidence.planned("alpn_policy"), evidence.planned("ssl_policy")),
        state=_policies(evidence.stated("alpn_policy"), evidence.stated("ssl_policy")),
        api={"ALPN": alpn[0], "security policy": described.get("SslPolicy")},
    )


def _policies(alpn: object, policy: object) -> object:
    return ABSENT if ABSENT in {alpn, policy} else {"ALPN": alpn, "security policy": policy}


def idle_timeout(evidence: ListenerEvidence) -> Sources | None:
    """Compare after how many silent seconds a connection is dropped."""
    if evidence.model.protocol != "TCP":
        return None
    described = evidence.attributes.get("tcp.idle_timeout.seconds")
    return evidence.compare(
        "tcp_idle_timeout_seconds",
        spec=evidence.model.tcp_idle_timeout_seconds,
        api=int(described) if described else None,
    )


LISTENER: Table[ListenerEvidence] = {
    Property.PROTOCOL: protocol,
    Property.FORWARD: forward,
    Property.CERTIFICATES: certificates,
    Property.TLS_POLICIES: tls_policies,
    Property.IDLE_TIMEOUT: idle_timeout,
}
"""The checks of a listener."""
