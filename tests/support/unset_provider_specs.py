"""A provider spec with every optional key, the same spec without them, and where each key is."""

from __future__ import annotations

HEAD = "version: 1\npattern: provider\nname: unset-service\n"

SET = f"""{HEAD}
description: Every optional key is set.
repository: https://git.example.com/network/modules.git
region: us-east-1
tags: {{team: network}}
load_balancers:
  main:
    internal: false
    ip_address_type: dualstack
    enable_cross_zone_load_balancing: true
    enable_zonal_shift: true
    dns_record_client_routing_policy: availability_zone_affinity
    security_group: {{ingress: [{{from: 10.1.0.0/16, ports: [8443], protocol: udp}}, {{from: vpc}}]}}
    enforce_security_group_inbound_rules_on_private_link_traffic: true
    secondary_ips_auto_assigned_per_subnet: 1
    access_logs: {{bucket: logs, prefix: main}}
    listeners:
      https:
        port: 443
        protocol: TLS
        certificates: [web, others]
        ssl_policy: ELBSecurityPolicy-TLS13-1-3-2021-06
        alpn_policy: HTTP2Only
        forward: api
      six: {{port: 66, forward: six}}
  side:
    security_group: false
    listeners:
      tcp: {{port: 80, tcp_idle_timeout_seconds: 400, forward: others}}
      dns: {{port: 53, protocol: TCP_UDP, forward: dns}}
target_groups:
  api:
    port: 8443
    target_type: ip
    proxy_protocol_v2: true
    preserve_client_ip: true
    stickiness: true
    deregistration_delay: 60
    connection_termination: true
    health_check:
      protocol: HTTPS
      port: 9000
      path: /health
      matcher: "200"
      interval: 10
      timeout: 5
      healthy_threshold: 3
      unhealthy_threshold: 3
    targets: {{a: {{address: 192.168.10.4, port: 9443, outside_vpc: true}}}}
  six: {{port: 8443, ip_address_type: ipv6}}
  others: {{port: 80, registered_by: others}}
  dns: {{port: 53, protocol: TCP_UDP}}
certificates: {{web: [a.example.com], others: [b.example.com]}}
service:
  load_balancers: [main]
  acceptance_required: false
  public: false
  allowed_principals: {{orders: root, batch: "222222222222"}}
  consumers:
    orders: accepted
    trial: {{state: suspended, principal: orders, availability_zone_ids: [use1-az1, use1-az2, use1-az4, use1-az6]}}
  private_dns_name: {{name: a.example.com, zone: given}}
  supported_regions: [us-east-1, eu-west-1]
  supported_ip_address_types: [ipv4, ipv6]
  notifications: {{events: [Accept], topic: own}}
alarms:
  active_connections: {{above: 1, minutes: 3, datapoints: 2}}
  new_connections: {{above: 1, minutes: 3, datapoints: 2}}
  resets: {{above: 1, minutes: 3, datapoints: 2}}
  unhealthy_targets: {{above: 1, minutes: 3, datapoints: 2}}
  port_allocation_errors: {{above: 1, minutes: 3, datapoints: 2}}
  blocked_flows: {{above: 1, minutes: 3, datapoints: 2}}
dashboard: true
contributor_insights: [Bytes]
quotas:
  network_load_balancers_per_region: 60
  certificates_per_network_load_balancer: 30
  target_groups_per_region: 4000
  targets_per_target_group: 2000
  targets_per_network_load_balancer: 4000
  targets_per_availability_zone_per_network_load_balancer: 600
  rules_per_security_group: 70
"""

UNSET = f"""{HEAD}
load_balancers:
  main:
    ip_address_type: dualstack
    listeners: {{https: {{port: 443, forward: api}}, six: {{port: 66, forward: six}}}}
  side:
    listeners: {{tcp: {{port: 80, forward: others}}, dns: {{port: 53, forward: dns}}}}
target_groups:
  api: {{port: 8443}}
  six: {{port: 8443}}
  others: {{port: 80}}
  dns: {{port: 53}}
"""

KEPT = {"load_balancers.ip_address_type"}
"""Optional keys of the second spec: AWS keeps the IPv6 block of the example's VPC while it has subnets."""

TOLD = {"--remove-private-dns-name", "--remove-supported-regions REGION"}
"""The ends of the commands that checks tell for settings whose removal the AWS provider does not plan."""
