"""Specs that use what the published modules do not."""

from __future__ import annotations

from pathlib import Path

from privatelink_generator.patterns.base import Spec
from privatelink_generator.render.module import render
from tests.support.odd_hubs import ODD_HUBS
from tests.support.odd_providers import ODD_PROVIDERS

EVERYTHING = """\
version: 1
pattern: consumer
name: everything
description: Every option that one module can hold.
tags: {"a b": "x=y", café: "1/2"}
endpoints:
  lambda:
    service: lambda
    ip_address_type: dualstack
    policy:
      - {sid: A, principals: [root, user/u, role/team/app, "123456789012"], actions: ["*"], functions: [f]}
      - effect: Deny
        principals: ["*"]
        actions: ["lambda:*"]
        resources: ["*"]
        conditions: {StringNotEquals: {aws:SourceVpce: "${aws:PrincipalTag/vpce}"}}
    addresses: {us-east-1b: {ipv4: 10.1.0.11, ipv6: "fd00::11"}, us-east-1c: {ipv4: 10.2.0.11, ipv6: "fd00::12"}}
    tags: {more: "1"}
  redis:
    service: elasticache
    private_dns: false
    addresses: {us-east-1b: {ipv4: 10.1.0.10}, us-east-1c: {ipv4: 10.2.0.10}}
  payments: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc, private_dns: after-acceptance}
  own-service:
    service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc12319800c
    private_dns: true
    auto_accept: true
  dynamodb:
    service: dynamodb
    type: gateway
    policy:
      - {principals: ["*"], public: true, actions: ["dynamodb:*"], resources: ["*"]}
      - sid: Drop
        effect: Deny
        principals: [role/team/app, user/u, root, "123456789012", "arn:aws:sts::123456789012:federated-user/ann"]
        actions: ["dynamodb:DeleteTable"]
        resources: ["*"]
        conditions: {StringEquals: {aws:PrincipalOrgID: o-exampleorgid}}
security_group:
  ingress:
    - {from: vpc}
    - {from: 10.0.0.0/8, ports: [443, 6379]}
    - {from: "2001:db8::/32"}
    - {from: group/app}
    - {from: sg-0123456789abcdef0, ports: [53], protocol: udp}
    - {from: pl-01234567}
  extra: [group/app, sg-01234567]
network_acl:
  from: [10.3.0.0/16, "fd00:3::/32"]
  rules:
    admin: {number: 100, ports: 22, cidr: 10.4.0.0/24}
    no-guests: {number: 32766, direction: egress, protocol: all, cidr: "::/0", action: deny}
"""
PERIMETER = """\
version: 1
pattern: consumer
name: perimeter
description: Policies by preset, of values that the caller knows.
endpoints:
  s3:
    service: s3
    type: gateway
    policy:
      preset: org-to-org
      exceptions: [ecr, al2023, ssm, cloudformation, {name: glue, accounts: ["111122223333"]}]
  ecr-api:
    service: ecr.api
    policy:
      preset: [org-to-org, third-party-out]
      exceptions: [{name: registries, accounts: ["602401143452"]}]
  sts: {service: sts, policy: {preset: account-only}}
  lambda:
    service: lambda
    policy:
      preset: org-to-org
      exceptions: [{name: layers, accounts: ["580247275435"]}]
      statements: [{principals: [role/app], actions: ["lambda:InvokeFunction"], functions: [orders]}]
data_perimeter: {networks: [203.0.113.0/24]}
"""
INSPECTION = """\
version: 1
pattern: consumer
name: inspection
open: true
endpoints:
  firewall:
    type: gateway-load-balancer
    service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc1231981ab
    ip_address_type: dualstack
    acceptance_required: true
    routes: {workloads: ["0.0.0.0/0", "::/0"], edge: [10.0.0.0/24]}
  own: {type: gateway-load-balancer, service_name: given, auto_accept: true, tags: {more: "1"}}
  lambda: {service: lambda}
"""
ZONES = """\
version: 1
pattern: consumer
name: zones
unsupported_zones: leave-out
endpoints:
  lambda: {service: lambda, addresses: {us-east-1a: {ipv4: 10.0.0.9}, us-east-1b: {ipv4: 10.0.1.9}}}
  sqs: {service: sqs}
  vendor: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc1231981ab, acceptance_required: true}
"""
INSPECTION_ALONE = """\
version: 1
pattern: consumer
name: inspection-alone
endpoints:
  firewall: {type: gateway-load-balancer, service_name: given, routes: {workloads: ["0.0.0.0/0"]}}
"""
GATEWAYS = "version: 1\npattern: consumer\nname: routes\nendpoints: {s3: {service: s3, type: gateway}}\n"
IPV6 = (
    "version: 1\npattern: consumer\nname: six\nregion: us-west-2\n"
    "endpoints: {lambda: {service: lambda, ip_address_type: ipv6}}\nsecurity_group: {ingress: [{from: group/app}]}\n"
)
WHOLE_NAMES = (
    "version: 1\npattern: consumer\nname: whole-names\nendpoints:\n"
    "  pay-ments: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc}\n"
    "  pay-outs: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc12319800c, private_dns: true}\n"
    "  tables: {service_name: com.amazonaws.us-east-1.s3tables}\n"
    "security_group: {ingress: [{from: 0.0.0.0/0, ports: [22, 80, 3389]}]}\n"
)
NO_VPC = (
    "version: 1\npattern: consumer\nname: no-vpc\nendpoints: {pay: {service_name: "
    "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc}}\nsecurity_group: {ingress: [{from: 10.0.0.0/8}]}\n"
)
HOME = "version: 1\npattern: consumer\nname: home\nendpoints: {iam: {service: iam}, account: {service: account}}\n"
ACROSS = (
    "version: 1\npattern: consumer\nname: across\nregion: eu-west-1\nendpoints:\n"
    "  iam: {service: iam, service_region: us-east-1}\n  lambda: {service: lambda}\n"
    "  registry: {service: ecr.dkr, service_region: us-west-2}\n"
)
ACROSS_FROM_ANYWHERE = (
    "version: 1\npattern: consumer\nname: anywhere\nendpoints: {iam: {service: iam, service_region: us-east-1}}\n"
)
GIVEN = (
    "version: 1\npattern: consumer\nname: given\nregion: us-east-1\nendpoints:\n"
    "  payments: {service_name: given, private_dns: after-acceptance}\n"
    "  far-ledger: {service_name: given, service_region: eu-west-1, private_dns: true}\n"
)
GENERAL = f"{EVERYTHING}general: true\n"
SOME_INPUTS = f"{WHOLE_NAMES}inputs: [endpoints]\n"
LINKS = """\
version: 1
pattern: stack
name: odd-links
tags: {stack: odd}
accounts:
  first-account: {}
  second_account: {region: eu-west-1}
modules:
  public-api:
    account: first-account
    spec:
      pattern: provider
      open: true
      load_balancers:
        open: {internal: false, ip_address_type: dualstack, listeners: {https: {port: 443, forward: {web: 1, vms: 0}}}}
        apps: {security_group: {ingress: [{from: group/admins}]}, listeners: {http: {port: 8080, forward: app}}}
      target_groups:
        web: {port: 8443, registered_by: others}
        vms: {target_type: instance, port: 8443}
        app: {target_type: alb, port: 8080, health_check: {protocol: HTTP}}
      service:
        public: true
        consumers: {partner: suspended}
        notifications: {topic: given}
        supported_regions: [us-east-1, eu-west-1]
        load_balancers: [open]
  twin:
    account: first-account
    spec:
      pattern: consumer
      name: twin-of-everything
      open: true
      endpoints:
        api-here: {service_name: given}
        vendor: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc, private_dns: after-acceptance}
        sqs: {service: sqs, policy: [{principals: [role/app], actions: ["sqs:*"], resources: ["*"]}]}
        fixed: {service: sns, addresses: {us-east-1b: {ipv4: 10.1.0.11}, us-east-1c: {ipv4: 10.2.0.11}}}
      security_group: {ingress: [{from: group/clients}], extra: [group/more]}
  gateways:
    account: first-account
    spec: {pattern: consumer, endpoints: {s3: {service: s3, type: gateway}}}
  far:
    account: second_account
    spec: {pattern: consumer, endpoints: {api: {service_name: given, service_region: us-east-1}}}
links:
  - {endpoint: twin.api-here, service: public-api}
  - {endpoint: far.api, service: public-api, state: waiting}
"""
ODD_CONSUMERS = {
    "everything": EVERYTHING,
    "gateways": GATEWAYS,
    "perimeter": PERIMETER,
    "inspection": INSPECTION,
    "zones": ZONES,
    "inspection-alone": INSPECTION_ALONE,
    "ipv6": IPV6,
    "whole-names": WHOLE_NAMES,
    "no-vpc": NO_VPC,
    "home": HOME,
    "across": ACROSS,
    "across-from-anywhere": ACROSS_FROM_ANYWHERE,
    "given": GIVEN,
    "general": GENERAL,
    "some-inputs": SOME_INPUTS,
}
ODD_STACKS = {"links": LINKS}
ODD_SPECS = ODD_CONSUMERS | ODD_PROVIDERS | ODD_HUBS


def write_module(spec: Spec, directory: Path) -> None:
    """Write the module that a spec becomes."""
    for path, text in render(spec, source="s.yaml").files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
