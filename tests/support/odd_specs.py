"""Specs that use what the published modules do not."""

from __future__ import annotations

from pathlib import Path

from privatelink_generator.patterns.base import Spec
from privatelink_generator.render.module import render

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
EVERY_SETTING = """\
version: 1
pattern: provider
name: every-setting
description: Every option that one module can hold.
tags: {"a b": "x=y"}
load_balancers:
  main-1:
    internal: false
    ip_address_type: dualstack
    enable_zonal_shift: true
    enable_cross_zone_load_balancing: true
    access_logs: {bucket: logs, prefix: a}
    security_group:
      ingress:
        - {from: vpc}
        - {from: 0.0.0.0/0, ports: [22, 80, 3389]}
        - {from: "::/0"}
        - {from: group/a, protocol: udp, ports: [53]}
    listeners:
      https: {port: 443, protocol: TLS, certificates: [web, others], forward: {api: 90, api-2: 10}}
      six: {port: 444, forward: six}
  side:
    security_group: false
    listeners: {alb: {port: 80, forward: web}, dns: {port: 53, protocol: TCP_UDP, forward: dns}}
target_groups:
  api: &api {port: 8443, protocol: TLS, health_check: {protocol: HTTPS, path: '/a?b=${c}', port: 9000}}
  api-2: *api
  six: {port: 8443, ip_address_type: ipv6}
  web: {port: 80, target_type: alb, health_check: {protocol: HTTP}}
  dns: {port: 53, protocol: TCP_UDP, target_type: instance, registered_by: others}
certificates: {web: [a.example.com], others: ["*.a.example.com"]}
service:
  load_balancers: [main-1]
  acceptance_required: false
  public: true
  consumers: {orders: {state: accepted, availability_zone_ids: [use1-az1]}}
  private_dns_name: {name: "*.example.com", zone: elsewhere}
  supported_regions: [us-east-1, eu-west-1]
  supported_ip_address_types: [ipv4, ipv6]
  notifications: {events: [Accept, Reject], topic: given}
alarms:
  active_connections: {above: 1}
  new_connections: {above: 1}
  resets: {above: 1}
  unhealthy_targets: {above: 1}
  port_allocation_errors: {above: 1}
  blocked_flows: {above: 1}
dashboard: true
contributor_insights: [ActiveConnections, RstPackets]
"""
INSTANCES = (
    "version: 1\npattern: provider\nname: instances\nopen: true\n"
    "load_balancers: {a: {listeners: {b: {port: 1, forward: c}}}}\n"
    "target_groups: {c: {port: 1, target_type: instance}}\n"
    "service: {notifications: {}, allowed_principals: {o: root}}\n"
)
EVERY_WAY = """\
version: 1
pattern: hybrid
name: every-way
tags: {hub: odd}
on_premises:
  cidrs: [192.168.0.0/16, 172.20.0.0/16]
  domains: [corp.example.com, lan]
  name_servers: [192.168.0.10, 172.20.0.10]
  gateway: {type: transit_gateway}
  connections:
    site-a:
      customer_gateway: {ip_address: 198.51.100.7, bgp_asn: 65010}
      routing: bgp
      tunnels: [{inside_cidr: 169.254.10.0/30, preshared_key: given}, {preshared_key: given, ike_versions: [ikev2]}]
    site_b: {customer_gateway: {ip_address: 198.51.100.8}, routing: static}
  direct_connect_gateway: true
transit_gateway: {managed_by: others}
resolver:
  inbound: {addresses: {us-east-1b: 10.9.0.10, us-east-1c: 10.9.1.10}}
  outbound: {addresses: {us-east-1b: 10.9.0.11, us-east-1c: 10.9.1.11}}
endpoints:
  registry: {service: ecr.dkr}
  silent: {service: sqs, private_dns: false}
  vendor: {service_name: com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc123198abc, private_dns: after-acceptance}
  linked: {service_name: given}
  s3: {service: s3, private_dns: true, dns_options: {private_dns_only_for_inbound_resolver_endpoint: true}}
  s3-gateway: {service: s3, type: gateway}
security_group: {ingress: [{from: group/bastion}, {from: vpc}], extra: [group/audit]}
private_dns: zones-then-profile
services:
  erp-1:
    load_balancers:
      main:
        access_logs: {}
        security_group: {ingress: [{from: group/admins}]}
        listeners: {https: {port: 443, protocol: TLS, certificates: [web], forward: {app: 9, app-2: 1}}}
    target_groups: {app: {port: 8443, protocol: TLS}, app-2: {port: 8444, protocol: TLS}}
    certificates: {web: ["*.erp.example.com"]}
    service:
      private_dns_name: {name: erp.example.com, zone: given}
      notifications: {topic: given}
      consumers: {partner: suspended}
  erp_2:
    load_balancers:
      main: {listeners: {a: {port: 80, forward: alb}, b: {port: 81, forward: vms}, c: {port: 82, forward: by}}}
    target_groups:
      alb: {port: 80, target_type: alb, health_check: {protocol: HTTP}}
      vms: {port: 81, target_type: instance}
      by: {port: 82, registered_by: others}
spokes:
  near-by: {cidrs: [10.1.0.0/17, 10.1.128.0/17], reached_by: transit_gateway, account: team-1, on_premises: true}
  peer: {cidrs: [10.2.0.0/16], reached_by: peering}
  wired: {cidrs: [10.3.0.0/16], reached_by: existing, account: team_2, on_premises: true}
  twin: {cidrs: [10.9.0.0/16], reached_by: privatelink, account: team-1}
within_organization: true
"""
SERVICES_ALONE = """\
version: 1
pattern: hybrid
name: services-alone
on_premises: {cidrs: [192.168.0.0/16], gateway: {type: transit_gateway}, direct_connect_gateway: true}
services:
  erp:
    load_balancers: {main: {listeners: {https: {port: 443, forward: erp}}}}
    target_groups: {erp: {port: 8443}}
    service: {public: true, acceptance_required: false}
spokes: {far: {cidrs: [10.1.0.0/16], reached_by: peering, account: far, region: eu-west-1}}
"""
NO_NAMES = """\
version: 1
pattern: hybrid
name: no-names
region: eu-west-1
endpoints: {lambda: {service: lambda, private_dns: false}}
spokes:
  wired: {cidrs: [10.1.0.0/16], reached_by: existing}
  near: {cidrs: [10.2.0.0/16], reached_by: transit_gateway, account: near}
"""
OPEN_HUB = """\
version: 1
pattern: hybrid
name: open-hub
region: eu-west-1
inputs: [connections, host_numbers, amazon_side_asn, shared_names]
on_premises:
  cidrs: [192.168.0.0/16]
  domains: [corp.example.com]
  name_servers: [192.168.0.10]
  gateway: {type: vpn_gateway}
  direct_connect_gateway: true
resolver: {inbound: {host_number: 10}, outbound: {}}
endpoints: {lambda: {service: lambda}, sqs: {service: sqs, private_dns: true}}
"""
ATTACHED_HUB = """\
version: 1
pattern: hybrid
name: attached-hub
general: true
private_dns: profile
transit_gateway: {managed_by: others}
within_organization: true
share_principals: ["arn:aws:organizations::111122223333:organization/o-exampleorgid"]
endpoints: {lambda: {service: lambda}, s3: {service: s3, type: gateway}}
spokes:
  batch: {cidrs: [10.3.0.0/16], reached_by: existing, account: batch}
  tools: {cidrs: [10.4.0.0/16], reached_by: transit_gateway}
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
ODD_PROVIDERS = {"every-setting": EVERY_SETTING, "instances": INSTANCES}
ODD_HUBS = {
    "every-way": EVERY_WAY,
    "services-alone": SERVICES_ALONE,
    "no-names": NO_NAMES,
    "open-hub": OPEN_HUB,
    "attached-hub": ATTACHED_HUB,
}
ODD_SPECS = ODD_CONSUMERS | ODD_PROVIDERS | ODD_HUBS


def write_module(spec: Spec, directory: Path) -> None:
    """Write the module that a spec becomes."""
    for path, text in render(spec, source="s.yaml").files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
