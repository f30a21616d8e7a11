"""The spec that `privatelink init --pattern stack` writes below `version`, `pattern` and `name`."""

STARTER = """\
accounts:                               # aliases of the AWS provider, with the roles that Terraform takes
  provider: {role: "arn:aws:iam::111111111111:role/terraform"}
  consumer: {role: "arn:aws:iam::222222222222:role/terraform"}

modules:
  payments:
    account: provider
    spec:                               # its keys, or the path of its file
      pattern: provider
      load_balancers:
        main:
          listeners:
            https: {port: 443, protocol: TCP, forward: api}
      target_groups:
        api:
          port: 8443
          health_check: {protocol: HTTPS, path: /healthz}
  orders:
    account: consumer
    spec:
      pattern: consumer
      endpoints:
        payments: {service_name: given}

links:                                  # accepted, waiting or suspended
  - {endpoint: orders.payments, service: payments, state: accepted}
"""
