"""Provider specs that use what the published modules do not."""

from __future__ import annotations

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
ODD_PROVIDERS = {"every-setting": EVERY_SETTING, "instances": INSTANCES}
