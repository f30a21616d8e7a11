"""The endpoints that `privatelink init` writes into a consumer spec."""

STARTER = """\
endpoints:
  # An interface endpoint: a network interface in each private subnet. Its policy lets one role invoke one function.
  lambda:
    service: lambda
    private_dns: true
    policy:
      - principals: [role/app]
        actions: [lambda:InvokeFunction]
        functions: [my-function]

  # Gateway endpoints: routes in the private route tables.
  s3: {service: s3, type: gateway}
  dynamodb: {service: dynamodb, type: gateway}

security_group:
  ingress:
    - {from: vpc}
"""
