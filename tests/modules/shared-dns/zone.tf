resource "aws_route53_zone" "this" {
  provider = aws.hub

  name = "internal.example.com"

  vpc {
    vpc_id = aws_vpc.hub.id
  }

  lifecycle {
    ignore_changes = [vpc] # the spoke is associated below
  }
}

resource "aws_route53_record" "database" {
  provider = aws.hub

  zone_id = aws_route53_zone.this.zone_id
  name    = "db.internal.example.com"
  type    = "A"
  ttl     = 60
  records = ["10.64.0.100"]
}

resource "aws_route53_vpc_association_authorization" "spoke" {
  provider = aws.hub

  zone_id = aws_route53_zone.this.zone_id
  vpc_id  = aws_vpc.spoke["zones"].id
}

resource "aws_route53_zone_association" "spoke" {
  provider = aws.spoke

  zone_id = aws_route53_vpc_association_authorization.spoke.zone_id
  vpc_id  = aws_route53_vpc_association_authorization.spoke.vpc_id
}

output "zone_id" {
  value = aws_route53_zone.this.zone_id
}
