"""Arguments that the AWS provider keeps where a module leaves them out: each is rendered always, or for a reason not.

An argument that is optional and computed keeps its last value if it is omitted. So does a block that the AWS provider
computes; the schema does not say which blocks those are, so that all of them count.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from privatelink_harness.aws_provider import installation
from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.terraform import binary, environment
from tests.support import hcl
from tests.support.odd_specs import ODD_SPECS
from tests.support.paths import PUBLISHED, SPEC_FILES

ROOT_MODULE = 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'

AWS_GIVES = "no argument of ours: AWS or the AWS provider gives it"
NO_KEY = "no key of a spec is about it"
APPLICATION = "an argument of Application Load Balancers"
GIVEN = dict.fromkeys(("id", "region", "tags_all"), AWS_GIVES)
PART = dict.fromkeys(("id", "region"), AWS_GIVES)
WAITS = "waits only"
PEERING = {**GIVEN, "accepter": NO_KEY, "requester": NO_KEY, "timeouts": WAITS}
INTERFACES_ONLY = "an argument of interface endpoints"
NOT_TO_ALB = "not sent where the target is an Application Load Balancer"
PREFIXED = "made of name_prefix"
WITHOUT_GROUP = "the load balancer has no security group"

HTTP_HEADERS = "routing_http_"
"""How arguments of listeners start that are about the headers of Application Load Balancers."""

REASONS: dict[str, dict[str, str]] = {
    "aws_vpc_endpoint Interface": {
        "dns_options": "the AWS provider would send with it what AWS takes for S3 only",
        "id": AWS_GIVES,
        "policy": "the service takes none, or nobody knows whether it does",
        "private_dns_enabled": "aws_vpc_endpoint_private_dns turns it on after the acceptance",
        "region": AWS_GIVES,
        "route_table_ids": "an argument of gateway endpoints",
        "service_region": "it is in the service's name: another Region's service is another endpoint",
        "subnet_configuration": "AWS keeps an interface's addresses; docs/spec.md says so",
        "tags_all": AWS_GIVES,
    },
    "aws_vpc_endpoint Gateway": {
        "dns_options": INTERFACES_ONLY,
        "id": AWS_GIVES,
        "ip_address_type": INTERFACES_ONLY,
        "private_dns_enabled": INTERFACES_ONLY,
        "region": AWS_GIVES,
        "security_group_ids": INTERFACES_ONLY,
        "service_region": INTERFACES_ONLY,
        "subnet_configuration": INTERFACES_ONLY,
        "subnet_ids": INTERFACES_ONLY,
        "tags_all": AWS_GIVES,
    },
    "aws_vpc_endpoint GatewayLoadBalancer": {
        "dns_options": INTERFACES_ONLY,
        "id": AWS_GIVES,
        "policy": "AWS has policies for its own services alone",
        "private_dns_enabled": INTERFACES_ONLY,
        "region": AWS_GIVES,
        "route_table_ids": "an argument of gateway endpoints",
        "security_group_ids": INTERFACES_ONLY,
        "service_region": "AWS has no such endpoints across Regions",
        "subnet_configuration": INTERFACES_ONLY,
        "tags_all": AWS_GIVES,
    },
    "aws_vpc_endpoint_private_dns": {"region": AWS_GIVES},
    "aws_security_group": {
        **GIVEN,
        "egress": NO_KEY,
        "ingress": "nobody calls an outbound Resolver endpoint",
        "name": PREFIXED,
        "timeouts": WAITS,
    },
    "aws_cloudwatch_contributor_managed_insight_rule": {
        "region": AWS_GIVES,
        "tags_all": AWS_GIVES,
        "state": "a rule that is left out is deleted",
    },
    "aws_customer_gateway": GIVEN,
    "aws_dx_gateway_association": {
        **PART,
        "associated_gateway_owner_account_id": "of a gateway of another account",
        "timeouts": WAITS,
    },
    "aws_ec2_transit_gateway": {**GIVEN, "timeouts": WAITS},
    "aws_ec2_transit_gateway_route": PART,
    "aws_ec2_transit_gateway_route_table": GIVEN,
    "aws_ec2_transit_gateway_route_table_association": PART,
    "aws_ec2_transit_gateway_route_table_propagation": PART,
    "aws_ec2_transit_gateway_vpc_attachment_accepter": GIVEN,
    "aws_ec2_transit_gateway_vpc_attachment": {**GIVEN, "security_group_referencing_support": NO_KEY},
    "aws_network_acl": GIVEN,
    "aws_ram_principal_association": PART,
    "aws_ram_resource_association": PART,
    "aws_ram_resource_share": {**GIVEN, "permission_arns": NO_KEY, "timeouts": WAITS},
    "aws_route": {**PART, "network_interface_id": "AWS gives it for routes to instances", "timeouts": WAITS},
    "aws_route53_resolver_endpoint": {**GIVEN, "timeouts": WAITS},
    "aws_route53_resolver_rule": {**GIVEN, "timeouts": WAITS},
    "aws_route53_resolver_rule_association": {**PART, "timeouts": WAITS},
    "aws_route53_vpc_association_authorization": {"id": AWS_GIVES, "timeouts": WAITS},
    "aws_route53_zone_association": {"id": AWS_GIVES, "timeouts": WAITS},
    "aws_route53_zone": {"id": AWS_GIVES, "tags_all": AWS_GIVES, "timeouts": WAITS},
    "aws_route53profiles_association": {"region": AWS_GIVES, "timeouts": WAITS},
    "aws_route53profiles_profile": {"region": AWS_GIVES, "timeouts": WAITS},
    "aws_route53profiles_resource_association": {
        "region": AWS_GIVES,
        "resource_properties": "of firewall rule groups",
        "timeouts": WAITS,
    },
    "aws_vpc_peering_connection": PEERING,
    "aws_vpc_peering_connection_accepter": PEERING,
    "aws_vpn_connection": {
        **GIVEN,
        "tunnel2_inside_cidr": "a tunnel keeps what it has; docs/spec-hybrid.md says so",
        **dict.fromkeys(
            (
                "enable_acceleration",
                "local_ipv4_network_cidr",
                "local_ipv6_network_cidr",
                "outside_ip_address_type",
                "preshared_key_storage",
                "remote_ipv4_network_cidr",
                "remote_ipv6_network_cidr",
                "tunnel1_inside_ipv6_cidr",
                "tunnel1_log_options",
                "tunnel2_inside_ipv6_cidr",
                "tunnel2_log_options",
                "tunnel_inside_ip_version",
            ),
            NO_KEY,
        ),
    },
    "aws_vpn_connection_route": PART,
    "aws_vpn_gateway": {
        **GIVEN,
        "vpc_id": "aws_vpn_gateway_attachment has it",
    },
    "aws_vpn_gateway_attachment": PART,
    "aws_vpn_gateway_route_propagation": {**PART, "timeouts": WAITS},
    "aws_cloudwatch_dashboard": PART,
    "aws_cloudwatch_metric_alarm": {
        **GIVEN,
        "evaluate_low_sample_count_percentiles": "for percentiles, of which no alarm has one",
        "metric_query": NO_KEY,
    },
    "aws_lb": {
        **GIVEN,
        "connection_logs": APPLICATION,
        "enforce_security_group_inbound_rules_on_private_link_traffic": WITHOUT_GROUP,
        "ipam_pools": APPLICATION,
        "minimum_load_balancer_capacity": NO_KEY,
        "name": PREFIXED,
        "secondary_ips_auto_assigned_per_subnet": "AWS can't take them away; needs version 6 of the AWS provider",
        "security_groups": WITHOUT_GROUP,
        "subnet_mapping": "subnets has them",
        "timeouts": WAITS,
    },
    "aws_lb_listener": {
        **GIVEN,
        "mutual_authentication": APPLICATION,
        "ssl_policy": "of TLS listeners",
        "tcp_idle_timeout_seconds": "of TCP listeners",
        "timeouts": WAITS,
    },
    "aws_lb_listener_certificate": PART,
    "aws_lb_target_group": {
        **GIVEN,
        "connection_termination": NOT_TO_ALB,
        "ip_address_type": "of targets of type ip",
        "load_balancing_algorithm_type": APPLICATION,
        "load_balancing_anomaly_mitigation": APPLICATION,
        "load_balancing_cross_zone_enabled": NO_KEY,
        "name": PREFIXED,
        "preserve_client_ip": NOT_TO_ALB,
        "protocol_version": APPLICATION,
        "stickiness": "AWS has none for TLS and Application Load Balancers",
        "target_failover": "an argument of Gateway Load Balancers",
        "target_group_health": NO_KEY,
        "target_health_state": NO_KEY,
    },
    "aws_lb_target_group_attachment": PART,
    "aws_route53_record": {
        "id": AWS_GIVES,
        "alias": "the record is a TXT",
        "allow_overwrite": "a hosted zone of the module's own has no other records",
        **{
            f"{policy}_routing_policy": NO_KEY
            for policy in ("cidr", "failover", "geolocation", "geoproximity", "latency", "weighted")
        },
        "timeouts": WAITS,
    },
    "aws_sns_topic": {
        **GIVEN,
        "fifo_throughput_scope": NO_KEY,
        "name": PREFIXED,
        "policy": "aws_sns_topic_policy has it",
        "signature_version": NO_KEY,
        "tracing_config": NO_KEY,
    },
    "aws_sns_topic_policy": PART,
    "aws_vpc_endpoint_connection_accepter": PART,
    "aws_vpc_endpoint_connection_notification": PART,
    "aws_vpc_endpoint_service": {
        **GIVEN,
        "allowed_principals": "aws_vpc_endpoint_service_allowed_principal has them",
        "timeouts": WAITS,
    },
    "aws_vpc_endpoint_service_allowed_principal": PART,
    "aws_vpc_endpoint_service_private_dns_verification": {"region": AWS_GIVES},
}
"""What some resource leaves out, by its type, with the reason."""


@cache
def resources() -> list[tuple[str, dict[str, Any]]]:
    """Return the resources of all modules with their types, endpoints with theirs too."""
    return list(_resources())


def _resources() -> Iterator[tuple[str, dict[str, Any]]]:
    for text in _code():
        for label, body in hcl.resources(text):
            if label.startswith("aws_"):  # The arguments of terraform_data are Terraform's own.
                kind = str(body.get("vpc_endpoint_type", "")).strip('"')
                yield f"{label} {kind}".strip(), body


def _code() -> Iterator[str]:
    """Yield the files of all modules: of published specs those in modules/ (tests/cli/test_published_modules.py)."""
    for file in SPEC_FILES:
        module = PUBLISHED / file.parent.name / file.stem
        yield from (path.read_text("utf-8") for path in sorted(module.glob("*.tf")))
    for spec in map(loads, ODD_SPECS.values()):
        files = render(spec, source="s.yaml").files
        yield from (text for path, text in files.items() if path.endswith(".tf") and "/" not in path)


@pytest.fixture(scope="module", params=["official", "trimmed"])
def schemas(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The schema of every resource type, of one AWS provider."""
    build = store.find(Recipe.load()) if request.param == "trimmed" else None
    if request.param == "trimmed" and build is None:
        pytest.skip("there is no trimmed build")
    home, found = tmp_path_factory.mktemp(request.param), binary.find()
    (home / "main.tf").write_text(ROOT_MODULE)
    chosen = installation.choose(found, home, build=build)
    prepared = environment.prepare(os.environ, data_directory=home / "data", cli_config=chosen.cli_config)
    for arguments in (["init", "-input=false"], ["providers", "schema", "-json"]):
        completed = subprocess.run(
            [*found.argv, *arguments], cwd=home, env=prepared, capture_output=True, text=True, check=True
        )
    (provider,) = json.loads(completed.stdout)["provider_schemas"].values()
    types: dict[str, Any] = provider["resource_schemas"]
    return types


def kept(schema: dict[str, Any]) -> set[str]:
    """Return the optional arguments that keep their value, and all blocks."""
    attributes = schema["block"]["attributes"].items()
    computed = {
        name
        for name, each in attributes
        if each.get("optional") and each.get("computed") and not name.startswith(HTTP_HEADERS)
    }
    return computed | set(schema["block"].get("block_types", ()))


def test_argument_that_keeps_its_value_is_rendered_or_has_a_reason(schemas: dict[str, Any]) -> None:
    unexplained = {
        (kind, argument)
        for kind, body in resources()
        for argument in kept(schemas[kind.split()[0]]) - set(body) - set(REASONS[kind])
        if not any(argument == next(iter(each)).strip('"') for each in body.get("dynamic", ()))
    }
    assert unexplained == set()


def test_every_reason_is_needed() -> None:
    omitted: dict[str, set[str]] = {kind: set() for kind in REASONS}
    for kind, body in resources():
        omitted[kind] |= set(REASONS[kind]) - set(body)
    assert omitted == {kind: set(reasons) for kind, reasons in REASONS.items()}


def test_record_type_of_dns_options_is_always_rendered() -> None:
    options = [each for _, body in resources() for each in body.get("dns_options", ())]
    assert options
    assert [each for each in options if "dns_record_ip_type" not in each] == []
