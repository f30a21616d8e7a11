"""Small specs whose costs can be told by hand."""

from __future__ import annotations

CONSUMER = """
version: 1
pattern: consumer
name: core
endpoints:
  lambda: {service: lambda}
  sqs: {service: sqs}
  s3: {service: s3, type: gateway}
"""
PROVIDER = """
version: 1
pattern: provider
name: api
load_balancers:
  main: {listeners: {https: {port: 443, forward: api}}}
target_groups:
  api: {port: 8443, targets: {a: {address: 10.0.0.4}}}
service: {public: true}
"""
HUB = """
version: 1
pattern: hybrid
name: hub
endpoints:
  lambda: {service: lambda}
  sqs: {service: sqs}
spokes:
  reports: {cidrs: [10.1.0.0/16], reached_by: WAY}
  tools: {cidrs: [10.2.0.0/16], reached_by: WAY, account: tools}
"""
