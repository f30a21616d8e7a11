"""Open modules of the consumer pattern: their defaults, what a caller decides, and the words of each refusal."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from privatelink_generator import hcl
from privatelink_generator.load import loads
from privatelink_generator.patterns.consumer.opened import Opened
from tests.support.mocked import Terraform, outcomes, planned, refusals
from tests.support.odd_specs import EVERYTHING, write_module
from tests.support.specs import HEAD, consumer_spec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SOURCES = {
    "everything": EVERYTHING,
    "S3 beside its gateway endpoint": (
        f"{HEAD}endpoints:\n  s3: {{service: s3, type: gateway}}\n"
        "  inside: {service: s3, private_dns: true, dns_options: "
        "{private_dns_only_for_inbound_resolver_endpoint: true}}\n"
        "  home: {service: iam}\n"
        "  far: {service: ecr.api, service_region: us-west-2}\n"
        "  tables: {service_name: com.amazonaws.us-east-1.s3tables}\n"
        "  rekognition: {service: rekognition, ip_address_type: dualstack, dns_options: {dns_record_ip_type: ipv6}}\n"
    ),
    "gateway endpoints": f"{HEAD}endpoints: {{s3: {{service: s3, type: gateway}}}}\n",
}


def resources(events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what a run plans; count adds an index to an address, and Terraform moves the resource there itself."""
    plan = {re.sub(r"\[0\]$", "", address): values for address, values in planned(events).items()}
    # The AWS provider takes a list that is left out for an empty one.
    rules = plan.get("aws_security_group.endpoints", {}).get("ingress", ())
    for rule in rules:
        rule |= {key: rule[key] or [] for key in rule if key.endswith(("blocks", "ids", "groups"))}
    return plan


@pytest.mark.parametrize("name", SOURCES)
def test_open_module_plans_what_the_closed_one_does(name: str, tmp_path: Path, quick: Terraform) -> None:
    plans = []
    for key in ("", "open: true\n"):
        directory = tmp_path / (key[:4] or "closed")
        write_module(loads(SOURCES[name] + key), directory)
        plans.append(resources(outcomes(quick, directory, {"defaults": ""})["defaults"]))

    assert plans[1] == plans[0]
    assert len([address for address in plans[0] if address.startswith("aws_vpc_endpoint.")]) >= 1


@pytest.mark.parametrize("key", ["open", "general"])
def test_policy_of_a_caller_is_the_text_that_the_generator_renders(key: str, tmp_path: Path, quick: Terraform) -> None:
    text = EVERYTHING.replace("123456789012", "210987654321")  # The mocked account's: root is another one.
    closed = consumer_spec(text)
    entries = Opened(closed.model_copy(update={"general": True})).example
    policies = {name: {"policy_statements": entry.get("policy_statements")} for name, entry in entries.items()}
    unlike = consumer_spec(re.sub(r"    policy:\n(      .*\n)+", "", f"{text}{key}: true\n"))
    write_module(closed, tmp_path / "closed")
    write_module(unlike, tmp_path / "open")
    given = policies if key == "open" else entries
    run = {"given": f"variables {{\n  endpoints = {hcl.expression(given)}\n}}\n"}

    expected = resources(outcomes(quick, tmp_path / "closed", {"given": ""})["given"])
    found = planned(outcomes(quick, tmp_path / "open", run)["given"])

    texts = [_policies(plan) for plan in (expected, found)]
    assert texts[1] == texts[0]
    assert [len(json.loads(texts[0][name])["Statement"]) for name in ("lambda", "dynamodb", "redis")] == [2, 3, 1]


def _policies(plan: dict[str, Any]) -> dict[str, str]:
    """Return the policies of a plan's endpoints, by the endpoint's name."""
    endpoints = (values for address, values in plan.items() if address.startswith("aws_vpc_endpoint."))
    return {values["tags"]["Name"].partition("-")[2]: values["policy"] for values in endpoints}


STATEMENT = 'principals = ["root"], actions = ["*"], resources = ["*"]'
NEW = {
    'a = { service_name = "com.amazonaws.us-east-1.sqs", service = "sqs" }': (
        "a in additional_endpoints: write service, the short name, or service_name, the whole one, and not both."
    ),
    'b = { service = "com.amazonaws.us-east-1.sqs" }': (
        "b in additional_endpoints: service is a short name, such as lambda or ecr.api; a whole one "
        "belongs in service_name."
    ),
    'c = { service_name = "payments" }': (
        "c in additional_endpoints: service_name is a whole name, such as "
        "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0."
    ),
    'd = { type = "gateway" }': "d in additional_endpoints: type is Interface or Gateway.",
    'sqs = { type = "Gateway" }': "sqs in additional_endpoints: only dynamodb, s3, s3express have gateway endpoints.",
    'e = { route_tables = ["private"] }': "e in additional_endpoints: route_tables are of gateway endpoints.",
    "f = { auto_accept = true }": (
        "f in additional_endpoints: AWS accepts connections to its own services at once; leave auto_accept and "
        "private_dns_after_acceptance out."
    ),
    "g = { private_dns_only_for_inbound_resolver_endpoint = true }": (
        "g in additional_endpoints: private_dns_only_for_inbound_resolver_endpoint is for s3 of the "
        "endpoint's own Region; "
        "leave it out."
    ),
    'h = { ip_address_type = "dual" }': "h in additional_endpoints: ip_address_type is ipv4, dualstack or ipv6.",
    'i = { dns_record_ip_type = "A" }': (
        "i in additional_endpoints: dns_record_ip_type is ipv4, ipv6, dualstack or service-defined."
    ),
    'j = { availability_zones = ["us-east-1f"] }': (
        "j in additional_endpoints: availability_zones are keys of subnet_ids, at least one."
    ),
    'k = { security_group_ids = ["default"] }': (
        "k in additional_endpoints: security_group_ids are IDs such as sg-0a1b2c3d4e5f67890."
    ),
    'dynamodb = { type = "Gateway", route_tables = ["public"] }': (
        "dynamodb in additional_endpoints: route_tables are keys of route_table_ids, at least one."
    ),
    's3express = { type = "Gateway", private_dns_enabled = true }': (
        "s3express in additional_endpoints: a gateway endpoint has routes, a policy and tags; private "
        "DNS, address types, "
        "zones and security groups are of interface endpoints."
    ),
    'l = { tags = { Name = "x" } }': (
        "l in additional_endpoints: tags have neither Name, which the module sets, nor keys that start "
        "with aws:, which AWS "
        "reserves."
    ),
    'm = { policy_json = "{}", policy_statements = [] }': (
        "m in additional_endpoints: write policy_statements or policy_json, and not both."
    ),
    "s3 = {}": ("The module has an endpoint s3 already; choose another name, or write its settings in endpoints."),
    'A = { service = "sqs" }': (
        "Names of additional_endpoints are up to 41 lower-case letters, digits, hyphens and "
        "underscores, a letter first."
    ),
}
"""Endpoints of a caller's, and the words that refuse them."""

RULES = {
    '{ vpc = true, protocol = "icmp" }': "A protocol of ingress is tcp or udp.",
    "{ vpc = true, from_port = 8443, to_port = 443 }": (
        "Ports of ingress are 1 to 65535, and from_port is not above to_port."
    ),
    '{ cidr_blocks = ["10.0.0.1/16", "2001:db8:0::/48"] }': (
        "10.0.0.1/16, 2001:db8:0::/48 in ingress: each is a CIDR that starts with its network's first address, of IPv6 "
        "in the short form, such as 10.0.0.0/16 or 2001:db8::/32."
    ),
    '{ security_groups = ["workers"] }': (
        "workers in ingress: security_groups are IDs such as sg-0a1b2c3d4e5f67890, or "
        "111122223333/sg-0a1b2c3d4e5f67890 of a peered VPC."
    ),
    '{ prefix_list_ids = ["s3"] }': "s3 in ingress: prefix_list_ids are IDs such as pl-0a1b2c3d4e5f67890.",
    "{}": "A rule of ingress is for nobody; write vpc = true, cidr_blocks, security_groups or prefix_list_ids.",
}
"""Likewise, rules of `ingress`."""

OTHERS = {
    'endpoints = { lamda = {}, lambda = { dns_record_ip_type = "A" }, s3 = { private_dns_enabled = true } }': [
        "endpoints has lamda, and the module has lambda, s3; write others in additional_endpoints.",
        "lambda in endpoints: dns_record_ip_type is ipv4, ipv6, dualstack or service-defined.",
        (
            "s3 in endpoints: a gateway endpoint has routes, a policy and tags; private DNS, address types, zones and "
            "security groups are of interface endpoints."
        ),
    ],
}
"""Likewise, other variables."""

LATER = {
    (
        'network_acl = { cidr_blocks = ["10.0.0.1/16"], rules = { '
        'a = { number = 1000, from_port = 22, cidr_block = "10.9.0.0/16" }, '
        'b = { number = 5, protocol = "icmp", cidr_block = "10.9.0.0/16" }, '
        'c = { number = 5, protocol = "all", from_port = 1, cidr_block = "10.9.0.0/16" } } }'
    ): [
        "10.0.0.1/16, 10.9.0.0/16, 10.9.0.0/16, 10.9.0.0/16 in network_acl: each is a CIDR that starts with its ",
        "1000, 5, 5 in rules of network_acl: numbers are 1 to 32766, without 1000 to 1999, ",
        "Two rules of network_acl have the same number in one direction.",
        (
            "In rules of network_acl, direction is ingress or egress, protocol is tcp, udp or all, and action is allow "
            "or deny."
        ),
        "Rules of network_acl for tcp and udp have a from_port, 1 to 65535, and a to_port that is not below it; ",
    ],
    'addresses = { s3 = { us-east-1a = { ipv4 = "10.0.0.10" } } }': [
        "addresses may have only names of interface endpoints of the module; it has s3."
    ],
    'accepted = { lambda = "vpce-0123456789abcdef0" }': [
        (
            "accepted may have only endpoints whose private DNS waits for acceptance: those of "
            "additional_endpoints with "
            "private_dns_after_acceptance."
        )
    ],
}
"""Likewise, variables that are compared with others."""

STATEMENTS = {
    f'effect = "allow", {STATEMENT}': "an effect is Allow or Deny, not allow.",
    f'sid = "a b", {STATEMENT}': "a sid has letters and digits, nothing else.",
    'principals = ["root"], actions = ["Invoke"], resources = ["*"]': (
        'an action is one such as lambda:InvokeFunction, s3:Get* or "*".'
    ),
    'principals = ["root"], resources = ["*"]': "a statement has actions or not_actions, and not both.",
    'principals = ["app"], actions = ["*"], resources = ["*"]': (
        'a principal is an IAM ARN, a 12-digit account ID, "*", or, for the account that the module is '
        "applied in, role/NAME, "
        "user/NAME or root."
    ),
    'principals = ["*", "root"], actions = ["*"], resources = ["*"]': (
        'a statement names its principals; "*" holds everybody, and stands alone.'
    ),
    'principals = ["*"], actions = ["*"], resources = ["*"]': (
        '"*" without a condition allows anybody who reaches the endpoint; name principals, add '
        "conditions, or say public = "
        "true."
    ),
    'principals = ["root"], actions = ["*"]': (
        'a statement names the resources, or functions, that it is about; resources = ["*"] means all.'
    ),
    'principals = ["root"], actions = ["*"], resources = ["orders"]': (
        'a resource is an ARN, which may hold wildcards, or "*".'
    ),
    'principals = ["root"], actions = ["*"], resources = ["arn:aws:sqs:*:1234*:orders"]': (
        "the account of an ARN is a whole ID, or *; AWS refuses one that is part ID, part wildcard."
    ),
    f'{STATEMENT}, conditions = {{ StringLike = {{ "aws:PrincipalTag/team" = ["home/*"] }} }}': (
        "AWS requires six consecutive characters before or after each wildcard of a string operator; write more of the "
        "text."
    ),
    'principals = ["root"], actions = ["*"], functions = ["orders"]': (
        "functions is for the endpoint of lambda; write resources."
    ),
    'principals = ["root"], actions = ["*"], functions = ["orders:1"]': (
        "a function is the name of one, or its ARN without a version or alias; the unqualified and the "
        "qualified ARN are both "
        "granted."
    ),
    f'{STATEMENT}, conditions = {{ StringEqual = {{ "aws:PrincipalOrgID" = ["o-a"] }} }}': (
        "a condition has an operator that IAM does not know; write one such as StringEquals or ArnLike."
    ),
    f"{STATEMENT}, conditions = {{ StringEquals = {{ organization = [] }} }}": (
        "a condition has a key such as aws:PrincipalOrgID, and a list of at least one value."
    ),
    f'{STATEMENT}, conditions = {{ StringLike = {{ "aws:PrincipalOrgID" = ["o-exampleorg*"] }} }}': (
        "a condition key that holds an ID, such as aws:PrincipalAccount, takes whole IDs; AWS refuses "
        "wildcards and numeric "
        "operators with it."
    ),
}
"""Likewise, statements of policies."""

POLICIES = {
    (
        'd = { type = "Gateway", service = "s3", policy_statements = [{ principals = '
        '["arn:aws:sts::123456789012:assumed-role/app/session"], actions = ["*"], resources = ["*"] }] }'
    ): (
        "policy_statements of d: a gateway endpoint knows a session by its role only; write the ARN of the role, "
        "arn:…:iam::ACCOUNT:role/NAME."
    ),
    "f = { policy_statements = [] }": (
        "policy_statements of f is empty, and no policy is without a statement; leave it out."
    ),
}
"""Likewise, endpoints with a policy."""

DOCUMENTS = {
    "e = { policy_json = jsonencode([]) }": (
        "policy_json of e is no policy document with a Statement; write it with jsonencode or aws_iam_policy_document."
    ),
}
SIZES = {
    (
        'g = { policy_statements = [{ principals = ["root"], actions = ["*"], resources = '
        '[for number in range(1000) : "arn:aws:s3:::orders-${number}/*"] }] }'
    ): ("The policy of g has 28030 characters, AWS takes 20,480; use wildcards or conditions in place of long lists."),
}
"""Likewise, one by one: nothing that depends on a refused value is looked at."""

PLANNED = {
    'a = { dns_record_ip_type = "ipv6" }': (
        "a: with ip_address_type ipv4, dns_record_ip_type can't be ipv6; write an ip_address_type of dualstack."
    ),
    'b = { service = "s3", private_dns_enabled = true, private_dns_only_for_inbound_resolver_endpoint = true }': (
        "b: private_dns_only_for_inbound_resolver_endpoint needs private_dns_enabled, and a gateway "
        "endpoint for the same "
        "service of this module."
    ),
    (
        'c = { service_name = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0", policy_statements = '
        f"[{{ {STATEMENT} }}] }}"
    ): "c: AWS supports policies only on endpoints for its own services; leave the policy out.",
    f'd = {{ service = "neptune-graph", policy_statements = [{{ {STATEMENT} }}] }}': (
        "d: endpoints for com.amazonaws.us-east-1.neptune-graph take no policy; leave the policy out."
    ),
    'e = { service = "iot.data", private_dns_enabled = true }': (
        "e: iot.data has no private DNS name; leave private_dns_enabled out."
    ),
}
"""Likewise, endpoints that a plan refuses."""

MANY_RULES = (
    "network_acl = { rules = { for number in range(1, 21) : "
    '"rule${number}" => { number = number, from_port = 22, cidr_block = "10.20.0.0/16" } } }'
)


def test_wrong_values_are_refused_in_words_that_say_what_to_write(tmp_path: Path, quick: Terraform) -> None:
    write_module(
        loads(f"{HEAD}open: true\nendpoints: {{lambda: {{service: lambda}}, s3: {{service: s3, type: gateway}}}}\n"),
        tmp_path / "module",
    )
    names = [f"p{index}" for index, _ in enumerate(STATEMENTS)]
    policies = [
        f"{name} = {{ policy_statements = [{{ {statement} }}] }}"
        for name, statement in zip(names, STATEMENTS, strict=True)
    ]
    expected = {
        "variables": [*NEW.values(), *RULES.values(), *_words(OTHERS)],
        "policies": [
            *(f"policy_statements of {name}: {words}" for name, words in zip(names, STATEMENTS.values(), strict=True)),
            *POLICIES.values(),
            *_words(LATER),
        ],
        "documents": list(DOCUMENTS.values()),
        "sizes": list(SIZES.values()),
        "plan": [*PLANNED.values(), "AWS takes 20 rules of a network ACL in each direction and address family, "],
    }
    runs = {
        "variables": [*OTHERS, _entries(NEW), f"ingress = [{', '.join(RULES)}]"],
        "policies": [*LATER, _entries([*policies, *POLICIES])],
        "documents": [_entries(DOCUMENTS)],
        "sizes": [_entries(SIZES)],
        "plan": ["endpoints = { s3 = { create = false } }", MANY_RULES, _entries(PLANNED)],
    }

    found = outcomes(
        quick,
        tmp_path / "module",
        {name: f"variables {{\n{'\n'.join(values)}\n}}\n" for name, values in runs.items()},
    )

    said = {name: "\n".join(refusals(events)) for name, events in found.items()}
    missing = {name: [each for each in words if each not in said[name]] for name, words in expected.items()}
    assert missing == {name: [] for name in runs}


def _words(refused: dict[str, list[str]]) -> list[str]:
    return [each for words in refused.values() for each in words]


def _entries(endpoints: Iterable[str]) -> str:
    """Return additional endpoints in HCL."""
    return "additional_endpoints = {\n" + "\n".join(endpoints) + "\n}"
