"""The spec that `privatelink init --pattern hybrid` writes below `version`, `pattern` and `name`."""

STARTER = """\
on_premises:
  cidrs: [192.168.0.0/16]
  gateway: {type: vpn_gateway}
  connections:
    office:
      customer_gateway: {ip_address: 198.51.100.7, bgp_asn: 65000}
      routing: static

resolver:
  inbound: {host_number: 10}            # on premises forwards the endpoints' names to these addresses

endpoints:
  lambda: {service: lambda}
"""
