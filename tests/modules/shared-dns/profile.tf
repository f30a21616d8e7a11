resource "aws_vpc_endpoint" "lambda" {
  provider = aws.hub

  vpc_id              = aws_vpc.hub.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.us-east-1.lambda"
  private_dns_enabled = true
  subnet_ids          = [for subnet in aws_subnet.hub : subnet.id]
}

resource "aws_route53profiles_profile" "this" {
  provider = aws.hub

  name = "spokes"
}

resource "aws_route53profiles_resource_association" "this" {
  provider = aws.hub
  for_each = {
    endpoint = aws_vpc_endpoint.lambda.arn
    rule     = aws_route53_resolver_rule.on_premises.arn
    zone     = aws_route53_zone.this.arn
  }

  name         = each.key
  profile_id   = aws_route53profiles_profile.this.id
  resource_arn = each.value
}

resource "aws_route53profiles_association" "spoke" {
  provider = aws.spoke

  name        = "spoke"
  profile_id  = aws_route53profiles_profile.this.id
  resource_id = aws_vpc.spoke["profile"].id
  tags        = { spoke = "profile" }

  depends_on = [aws_ram_resource_share_accepter.spoke]
}

resource "aws_ram_resource_share" "dns" {
  provider = aws.hub

  name                      = "dns"
  allow_external_principals = true
}

resource "aws_ram_resource_association" "dns" {
  provider = aws.hub
  for_each = { rule = aws_route53_resolver_rule.on_premises.arn, profile = aws_route53profiles_profile.this.arn }

  resource_share_arn = aws_ram_resource_share.dns.arn
  resource_arn       = each.value
}

resource "aws_ram_principal_association" "spoke" {
  provider = aws.hub

  resource_share_arn = aws_ram_resource_share.dns.arn
  principal          = var.spoke_account
}

resource "aws_ram_resource_share_accepter" "spoke" {
  provider = aws.spoke

  share_arn = aws_ram_principal_association.spoke.resource_share_arn

  depends_on = [aws_ram_resource_association.dns]
}

output "profile_id" {
  value = aws_route53profiles_profile.this.id
}

output "endpoint_id" {
  value = aws_vpc_endpoint.lambda.id
}
