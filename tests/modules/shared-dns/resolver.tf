resource "aws_route53_resolver_endpoint" "inbound" {
  provider = aws.hub

  name               = "inbound-${length(var.protocols)}"
  direction          = "INBOUND"
  protocols          = var.protocols
  security_group_ids = [aws_security_group.resolver.id]

  dynamic "ip_address" {
    for_each = aws_subnet.hub

    content {
      subnet_id = ip_address.value.id
      ip        = cidrhost(ip_address.value.cidr_block, var.inbound_host_number)
    }
  }
}

resource "aws_route53_resolver_endpoint" "outbound" {
  provider = aws.hub

  name                   = "outbound"
  direction              = "OUTBOUND"
  resolver_endpoint_type = "IPV4"
  protocols              = var.protocols
  security_group_ids     = [aws_security_group.resolver.id]

  dynamic "ip_address" {
    for_each = aws_subnet.hub

    content {
      subnet_id = ip_address.value.id
    }
  }
}

resource "aws_route53_resolver_rule" "on_premises" {
  provider = aws.hub

  name                 = "on-premises"
  rule_type            = "FORWARD"
  domain_name          = "corp.example.com"
  resolver_endpoint_id = aws_route53_resolver_endpoint.outbound.id

  dynamic "target_ip" {
    for_each = var.name_servers

    content {
      ip = target_ip.value
    }
  }
}

resource "aws_route53_resolver_rule_association" "hub" {
  provider = aws.hub

  name             = "hub"
  resolver_rule_id = aws_route53_resolver_rule.on_premises.id
  vpc_id           = aws_vpc.hub.id
}

resource "aws_route53_resolver_rule_association" "spoke" {
  provider = aws.spoke

  resolver_rule_id = aws_route53_resolver_rule.on_premises.id
  vpc_id           = aws_vpc.spoke["zones"].id

  depends_on = [aws_ram_resource_share_accepter.spoke]
}

resource "aws_route53_resolver_config" "hub" {
  provider = aws.hub

  resource_id              = aws_vpc.hub.id
  autodefined_reverse_flag = var.reverse_rules
}

output "rule_id" {
  value = aws_route53_resolver_rule.on_premises.id
}
