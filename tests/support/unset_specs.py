"""A spec with every optional key, the same spec without them, and where each key is."""

from __future__ import annotations

HEAD = "version: 1\npattern: consumer\nname: unset\n"
GIVEN = "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc12319"

SET = f"""{HEAD}
description: Every optional key is set.
repository: https://git.example.com/network/modules.git
region: us-east-1
tags: {{team: network}}
quotas:
  interface_endpoints_per_vpc: 60
  gateway_endpoints_per_region: 30
  rules_per_security_group: 70
  rules_per_network_acl: 30
  security_groups_per_interface: 6
unsupported_zones: leave-out
data_perimeter: {{organization: o-exampleorgid, third_parties: ["111122223333"], networks: [203.0.113.0/24]}}
endpoints:
  policy:
    service: sqs
    type: interface
    policy: [{{principals: [root], actions: ["sqs:SendMessage"], resources: ["*"]}}]
    tags: {{more: "1"}}
  statement:
    service: sns
    policy:
      - sid: Named
        effect: Deny
        principals: ["*"]
        public: true
        actions: ["sns:Publish"]
        resources: ["*"]
        conditions: {{StringNotEquals: {{"aws:PrincipalOrgID": o-exampleorgid}}}}
  functions:
    service: lambda
    policy:
      - {{principals: [root], actions: ["lambda:InvokeFunction"], functions: [f]}}
      - {{principals: [root], actions: ["lambda:ListFunctions"], resources: ["*"]}}
  private: {{service: kms, private_dns: false, assume_supported: true}}
  s3:
    service: s3
    private_dns: true
    dns_options: {{private_dns_only_for_inbound_resolver_endpoint: true}}
  records:
    service: logs
    ip_address_type: dualstack
    dns_options: {{dns_record_ip_type: ipv4}}
  addresses:
    service: ec2
    ip_address_type: dualstack
    addresses:
      us-east-1a: {{ipv4: 10.0.0.30, ipv6: "2001:db8:0:1::30"}}
      us-east-1b: {{ipv4: 10.0.1.30, ipv6: "2001:db8:0:2::30"}}
  elsewhere:
    service: ecr.api
    service_region: us-west-2
    policy:
      preset: [org-to-org, third-party-out]
      exceptions: [{{name: registries, accounts: ["602401143452"]}}]
      statements: [{{effect: Deny, principals: ["*"], actions: ["ecr:Delete*"], resources: ["*"]}}]
  own: {{service_name: {GIVEN}80aa, auto_accept: true, private_dns: true}}
  vendor: {{service_name: {GIVEN}80ab, private_dns: after-acceptance, acceptance_required: true}}
  through:
    type: gateway-load-balancer
    service_name: {GIVEN}80ac
    ip_address_type: ipv4
    auto_accept: true
    acceptance_required: true
    routes: {{workloads: ["0.0.0.0/0"]}}
    tags: {{more: "3"}}
  gateway:
    service: s3
    type: gateway
    policy:
      - sid: Named
        effect: Deny
        principals: ["*"]
        public: true
        actions: ["s3:GetObject"]
        resources: ["*"]
        conditions: {{StringNotEquals: {{"aws:PrincipalOrgID": o-exampleorgid}}}}
    tags: {{more: "2"}}
security_group:
  ingress:
    - {{from: 10.1.0.0/16, ports: [8443], protocol: udp}}
    - {{from: pl-0a1b2c3d4e5f67890}}
    - {{from: group/app}}
  clients:
    batch: {{cidrs: [10.20.0.0/16], groups: [group/batch], ports: [443], protocol: tcp}}
  extra: [group/app]
network_acl:
  from: [vpc, 10.3.0.0/16]
  rules:
    guests: {{number: 100, direction: egress, protocol: udp, ports: 53, cidr: 10.4.0.0/24, action: deny}}
"""

UNSET = f"""{HEAD}
endpoints:
  policy: {{service: sqs}}
  statement:
    service: sns
    policy: [{{principals: [root], actions: ["sns:Publish"], resources: ["*"]}}]
  functions:
    service: lambda
    policy:
      - {{principals: [root], actions: ["lambda:InvokeFunction"], resources: ["*"]}}
      - {{principals: [root], actions: ["lambda:ListFunctions"], resources: ["*"]}}
  private: {{service: kms}}
  s3: {{service: s3}}
  records: {{service: logs, ip_address_type: dualstack}}
  addresses: {{service: ec2}}
  elsewhere: {{service: ecr.api}}
  own: {{service_name: {GIVEN}80aa}}
  vendor: {{service_name: {GIVEN}80ab}}
  through: {{type: gateway-load-balancer, service_name: {GIVEN}80ac}}
  gateway: {{service: s3, type: gateway}}
"""

KEPT = {
    # One of two must stay.
    "endpoints.interface.policy.resources",
    "endpoints.interface.service",
    "endpoints.interface.service_name",
    # Leaves one endpoint, and stays at another for a key that depends on it.
    "endpoints.interface.ip_address_type",
    "endpoints.interface.policy",
}
"""Optional keys of the second spec."""

_STATEMENTS = ("sid", "effect", "resources", "functions", "conditions", "public")
NEVER = {
    "endpoints.gateway.policy.functions",
    "open",
    "inputs",
    "general",
    # The module has nothing of what is expected of its connections.
    *("expect", "expect.port", "expect.result"),
    # The same statements and exceptions as elsewhere.
    *(f"endpoints.{each}.policy.statements.{key}" for each in ("interface", "gateway") for key in _STATEMENTS),
    *(f"endpoints.gateway.policy.{key}" for key in ("exceptions", "exceptions.accounts", "statements")),
}
"""Optional keys that no spec here has: functions are for Lambda, which has no gateway endpoints; some decide on the
module's variables alone, and some are elsewhere in the same form."""
