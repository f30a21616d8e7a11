# An endpoint service with a verified private DNS name.

resource "aws_vpc" "provider" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "provider" {
  for_each = { a = 0, b = 1 }

  vpc_id            = aws_vpc.provider.id
  cidr_block        = cidrsubnet(aws_vpc.provider.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_lb" "this" {
  name               = "payments"
  internal           = true
  load_balancer_type = "network"
  subnets            = [for subnet in aws_subnet.provider : subnet.id]
}

resource "aws_vpc_endpoint_service" "this" {
  acceptance_required        = true
  network_load_balancer_arns = [aws_lb.this.arn]
  private_dns_name           = "payments.example.com"
  supported_regions          = var.changed ? ["us-east-1", "eu-west-1"] : ["us-east-1"]
  tags                       = { Name = var.changed ? "second" : "first" }
}

resource "aws_vpc_endpoint_service_allowed_principal" "this" {
  vpc_endpoint_service_id = aws_vpc_endpoint_service.this.id
  principal_arn           = "arn:aws:iam::${var.consumer}:root"
}

resource "aws_route53_zone" "this" {
  name = "payments.example.com"
}

resource "aws_route53_record" "this" {
  zone_id = aws_route53_zone.this.zone_id
  name    = "${aws_vpc_endpoint_service.this.private_dns_name_configuration[0].name}.payments.example.com"
  type    = "TXT"
  ttl     = 60
  records = [aws_vpc_endpoint_service.this.private_dns_name_configuration[0].value]
}

resource "aws_vpc_endpoint_service_private_dns_verification" "this" {
  service_id            = aws_vpc_endpoint_service.this.id
  wait_for_verification = true

  depends_on = [aws_route53_record.this]
}

resource "aws_sns_topic" "this" {
  name = "connections"
}

resource "aws_vpc_endpoint_connection_notification" "this" {
  vpc_endpoint_service_id     = aws_vpc_endpoint_service.this.id
  connection_notification_arn = aws_sns_topic.this.arn
  connection_events           = var.changed ? ["Accept", "Delete"] : ["Accept", "Reject"]
}
