"""The AWS provider's data sources about endpoints, services and load balancers, against what AWS would answer.

Source of the values: the provider's acceptance tests, which run on AWS, and its documentation.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.run_tags import KEYS

if TYPE_CHECKING:
    from privatelink_harness.pytest_plugin.stacks import AppliedStack, Stacks

PAIRS = ("interface", "gateway", "service", "balancer", "listener", "target_group")
"""Data sources that describe a resource of the module."""

ARGUMENTS = {"filter", "timeouts", "service", "service_regions"}
"""What the configuration says, not AWS."""

OTHERWISE = {
    "service": {"id": "the data source's is a checksum of the name"},
    "balancer": {"connection_logs": "the data source shows an empty block: network load balancers have none"},
    "listener": {"default_action": "the resource keeps the form of the configuration; AWS answers both"},
    "target_group": {
        "lambda_multi_value_headers_enabled": "the resource shows its default; AWS has it for Lambda alone",
        "slow_start": "the resource shows its default; AWS has it for HTTP alone",
        "load_balancer_arns": "the resource was read before its listener existed",
    },
}
"""Attributes in which a data source differs from its resource on AWS too, with the reason."""

OF_APPLICATION = {
    "client_keep_alive": None,
    "desync_mitigation_mode": None,
    "drop_invalid_header_fields": None,
    "enable_http2": None,
    "enable_tls_version_and_cipher_suite_headers": None,
    "enable_waf_fail_open": None,
    "enable_xff_client_port": None,
    "idle_timeout": None,
    "preserve_host_header": None,
    "xff_header_processing_mode": None,
}
"""Attributes of application load balancers."""

ZONES = [f"us-east-1{letter}" for letter in "abcdef"]

AWS_SERVICE = {
    "acceptance_required": False,
    "availability_zones": ZONES,
    "manages_vpc_endpoints": False,
    "owner": "amazon",
    "region": "us-east-1",
    "service_region": "us-east-1",
    "tags": {},
    "vpc_endpoint_policy_supported": True,
}

EXPECTED: dict[str, dict[str, Any]] = {
    "lambda": {
        **AWS_SERVICE,
        "base_endpoint_dns_names": ["lambda.us-east-1.vpce.amazonaws.com"],
        "private_dns_name": "lambda.us-east-1.amazonaws.com",
        "private_dns_names": ["lambda.us-east-1.amazonaws.com"],
        "service_name": "com.amazonaws.us-east-1.lambda",
        "service_type": "Interface",
        "supported_ip_address_types": ["ipv4", "ipv6"],
    },
    "dynamodb": {
        **AWS_SERVICE,
        "base_endpoint_dns_names": ["dynamodb.us-east-1.amazonaws.com"],
        "private_dns_name": "",
        "private_dns_names": [],
        "service_name": "com.amazonaws.us-east-1.dynamodb",
        "service_type": "Gateway",
        "supported_ip_address_types": ["ipv4"],
    },
    "service": {
        "availability_zones": ["us-east-1a", "us-east-1b"],
        "private_dns_name": "",
        "private_dns_names": [],
        "service_region": "us-east-1",
        "service_type": "Interface",
        "supported_ip_address_types": ["ipv4"],
        "tags": {"Name": "service"},
        "vpc_endpoint_policy_supported": False,
    },
    "interface": {
        "dns_options": [{"dns_record_ip_type": "ipv4", "private_dns_only_for_inbound_resolver_endpoint": False}]
    },
    "gateway": {"dns_options": [], "ip_address_type": "", "dns_entry": [], "network_interface_ids": []},
    "balancer": {
        **OF_APPLICATION,
        "access_logs": [{"bucket": "", "enabled": False, "prefix": ""}],
        "connection_logs": [{"bucket": None, "enabled": None, "prefix": None}],
        "customer_owned_ipv4_pool": "",
        "enforce_security_group_inbound_rules_on_private_link_traffic": "on",
        "ipam_pools": [],
        "zone_id": "Z26RNL4JYFTOTI",
    },
    "listener": {"alpn_policy": None, "certificate_arn": None, "mutual_authentication": [], "ssl_policy": ""},
    "target_group": {
        "connection_termination": False,
        "lambda_multi_value_headers_enabled": None,
        "load_balancing_algorithm_type": None,
        "load_balancing_anomaly_mitigation": None,
        "protocol_version": None,
        "slow_start": None,
    },
}

OF_AWS = ("arn", "id", "service_id")
"""Attributes with an ID that AWS chooses."""


@pytest.fixture(scope="module")
def stack(privatelink: Stacks, modules: Path) -> AppliedStack:
    return privatelink.apply(modules / "data-sources")


def sources(stack: AppliedStack) -> dict[str, dict[str, Any]]:
    """Return the attributes of the data sources, without the tags that the run adds."""
    described: dict[str, dict[str, Any]] = stack.outputs["data"]
    for data in described.values():
        if "tags" in data:
            data["tags"] = {key: value for key, value in data["tags"].items() if key not in KEYS}
    return described


def resource(stack: AppliedStack, name: str) -> dict[str, Any]:
    """Return the attributes of the resource of a data source; none if there is no resource."""
    attributes: dict[str, Any] = stack.outputs["resources"].get(name, {})
    return attributes


@pytest.mark.parametrize("name", PAIRS)
def test_data_source_agrees_with_its_resource(stack: AppliedStack, name: str) -> None:
    data, own = sources(stack)[name], resource(stack, name)
    different = {key for key in set(data) & set(own) - ARGUMENTS if data[key] != own[key]}
    assert different == set(OTHERWISE.get(name, {}))


@pytest.mark.parametrize("name", EXPECTED)
def test_data_source_has_the_values_of_aws(stack: AppliedStack, name: str) -> None:
    data = sources(stack)[name]
    assert {key: data[key] for key in EXPECTED[name]} == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_every_attribute_of_a_data_source_is_compared(stack: AppliedStack, name: str) -> None:
    compared = {*EXPECTED[name], *resource(stack, name), *ARGUMENTS, *OF_AWS, "owner"}
    assert set(sources(stack)[name]) - compared == set()


def test_own_service_is_owned_by_the_account(stack: AppliedStack) -> None:
    assert sources(stack)["service"]["owner"] == resource(stack, "interface")["owner_id"]


def test_listener_forwards_in_order_one_with_both_forms(stack: AppliedStack) -> None:
    (action,) = sources(stack)["listener"]["default_action"]
    group = resource(stack, "target_group")["arn"]
    assert action == {
        "authenticate_cognito": [],
        "authenticate_oidc": [],
        "fixed_response": [],
        "forward": [{"stickiness": [{"duration": 0, "enabled": False}], "target_group": [{"arn": group, "weight": 1}]}],
        "order": 1,
        "redirect": [],
        "target_group_arn": group,
        "type": "forward",
    }


def test_target_group_names_its_load_balancer(stack: AppliedStack) -> None:
    assert sources(stack)["target_group"]["load_balancer_arns"] == [resource(stack, "balancer")["arn"]]
