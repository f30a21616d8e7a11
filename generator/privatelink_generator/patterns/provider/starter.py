"""The spec that `privatelink init --pattern provider` writes below `version`, `pattern` and `name`."""

STARTER = """\
load_balancers:
  main:
    listeners:
      https: {port: 443, protocol: TCP, forward: api}

target_groups:
  api:
    port: 8443
    health_check: {protocol: HTTPS, path: /healthz}

service:
  allowed_principals:                   # who may connect, by names of your own
    orders: "111122223333"
"""
