"""Specs of hubs that use what the published modules do not."""

from __future__ import annotations

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
ODD_HUBS = {
    "every-way": EVERY_WAY,
    "services-alone": SERVICES_ALONE,
    "no-names": NO_NAMES,
    "open-hub": OPEN_HUB,
    "attached-hub": ATTACHED_HUB,
}
