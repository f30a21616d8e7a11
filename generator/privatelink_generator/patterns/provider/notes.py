"""What is worth knowing about a provider spec that keeps the rules."""

from __future__ import annotations

from privatelink_generator.errors import Loc
from privatelink_generator.patterns.pattern import Findings
from privatelink_generator.patterns.provider.model import ProviderSpec
from privatelink_generator.patterns.provider.target_group import TargetGroup


def notes(spec: ProviderSpec) -> Findings:
    """Yield what consumers or the service's owner would be surprised by."""
    yield from _uncovered_name(spec)
    yield from _never_accepted(spec)
    for name, group in spec.target_groups.items():
        yield from _target_group(spec, name, group)
    if spec.alarms.by_name and spec.service.notifications is None:
        yield (
            ("alarms",),
            "the alarms tell nobody; add notifications: {} to service, or watch them yourself",
        )


def _uncovered_name(spec: ProviderSpec) -> Findings:
    """Note TLS listeners without a certificate for the name under which consumers reach the service."""
    wanted = spec.service.private_dns_name
    if wanted is None:
        return
    for load_balancer in spec.service_load_balancers:
        for name, listener in spec.load_balancers[load_balancer].listeners.items():
            certificates = listener.certificates or ()
            domains = [domain for certificate in certificates for domain in spec.certificates[certificate]]
            if domains and not any(covers(domain, wanted.name) for domain in domains):
                yield (
                    ("load_balancers", load_balancer, "listeners", name, "certificates"),
                    (
                        f"none of {', '.join(domains)} covers {wanted.name}: clients that use the private DNS name "
                        "refuse the certificate; add one that does"
                    ),
                )


def _never_accepted(spec: ProviderSpec) -> Findings:
    """Note consumers that AWS connects though the spec suspends them."""
    if spec.service.acceptance_required:
        return
    for name, consumer in spec.service.consumers.items():
        if consumer.state == "suspended":
            yield (
                ("service", "consumers", name),
                (
                    "acceptance_required is false, and AWS accepts its connection at once: the module rejects only one "
                    "that it had accepted itself; write acceptance_required: true, or take its principal out"
                ),
            )


def covers(domain: str, name: str) -> bool:
    """Tell whether a certificate's domain covers a name; a wildcard stands for one label (RFC 6125, 6.4.3)."""
    return domain == name or (domain.startswith("*.") and name.partition(".")[2] == domain[2:])


def _target_group(spec: ProviderSpec, name: str, group: TargetGroup) -> Findings:
    at: Loc = ("target_groups", name)
    if "preserve_client_ip" in group.model_fields_set:
        yield (
            (*at, "preserve_client_ip"),
            (
                "it is about clients in the VPC: targets never see the addresses of PrivateLink's consumers; "
                "proxy_protocol_v2 tells them"
            ),
        )
    if len(group.targets) == 1 and not _has_secondary_addresses(spec, name):
        # Network Load Balancers guide, "Client IP preservation": 55,000 for each unique target address and port.
        yield (
            (*at, "targets"),
            (
                "AWS supports 55,000 connections at a time to a target, and this is the only one; for more, add "
                "another, or secondary_ips_auto_assigned_per_subnet"
            ),
        )


def _has_secondary_addresses(spec: ProviderSpec, group: str) -> bool:
    """Tell whether every load balancer in front of a target group has more than one address in each subnet."""
    return all(
        spec.load_balancers[load_balancer].secondary_ips_auto_assigned_per_subnet
        for load_balancer, target_group in spec.pairs
        if target_group == group
    )
