# An endpoint service with a network load balancer, a verified private DNS name, a notification and an alarm.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "consumer_account" {
  type = string
}

variable "consumer_endpoint_ids" {
  type = map(string)
}

variable "suspended" {
  type = set(string)
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "this" {
  for_each = { a = 0, b = 1 }

  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_lb" "main" {
  name_prefix        = "pay-"
  internal           = true
  load_balancer_type = "network"
  subnets            = [for subnet in aws_subnet.this : subnet.id]
}

resource "aws_lb_target_group" "main_api" {
  name_prefix = "pay-"
  vpc_id      = aws_vpc.this.id
  target_type = "ip"
  port        = 8443
  protocol    = "TCP"
}

resource "aws_lb_listener" "main_api" {
  load_balancer_arn = aws_lb.main.arn
  port              = 443
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main_api.arn
  }
}

resource "aws_vpc_endpoint_service" "this" {
  acceptance_required        = true
  network_load_balancer_arns = [aws_lb.main.arn]
  private_dns_name           = "payments.example.com"

  depends_on = [aws_lb_listener.main_api]
}

resource "aws_vpc_endpoint_service_allowed_principal" "consumer" {
  for_each = toset(["root", "role/trial"])

  vpc_endpoint_service_id = aws_vpc_endpoint_service.this.id
  principal_arn           = "arn:aws:iam::${var.consumer_account}:${each.key}"
}

resource "aws_vpc_endpoint_connection_accepter" "this" {
  for_each = setsubtract(keys(var.consumer_endpoint_ids), var.suspended)

  vpc_endpoint_service_id = aws_vpc_endpoint_service.this.id
  vpc_endpoint_id         = var.consumer_endpoint_ids[each.key]
}

resource "aws_route53_zone" "this" {
  name = "example.com"
}

resource "aws_route53_record" "verification" {
  zone_id = aws_route53_zone.this.zone_id
  name    = "${one(aws_vpc_endpoint_service.this.private_dns_name_configuration).name}.payments.example.com"
  type    = "TXT"
  ttl     = 60
  records = [one(aws_vpc_endpoint_service.this.private_dns_name_configuration).value]
}

resource "aws_vpc_endpoint_service_private_dns_verification" "this" {
  service_id            = aws_vpc_endpoint_service.this.id
  wait_for_verification = true

  depends_on = [aws_route53_record.verification]
}

resource "aws_sns_topic" "this" {
  name_prefix = "connections-"
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.this.arn
      Principal = { Service = "vpce.amazonaws.com" }
    }]
  })
}

resource "aws_vpc_endpoint_connection_notification" "this" {
  vpc_endpoint_service_id     = aws_vpc_endpoint_service.this.id
  connection_notification_arn = aws_sns_topic.this.arn
  connection_events           = ["Accept", "Connect", "Delete", "Reject"]

  depends_on = [aws_sns_topic_policy.this]
}

resource "aws_cloudwatch_metric_alarm" "resets" {
  alarm_name          = "${aws_vpc_endpoint_service.this.id}-resets"
  namespace           = "AWS/PrivateLinkServices"
  metric_name         = "RstPacketsSent"
  dimensions          = { "Service Id" = aws_vpc_endpoint_service.this.id }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 100
  treat_missing_data  = "notBreaching"
}

output "service_id" {
  value = aws_vpc_endpoint_service.this.id
}

output "service_name" {
  value = aws_vpc_endpoint_service.this.service_name

  # A consumer in the same apply would come too early.
  depends_on = [
    aws_vpc_endpoint_service_allowed_principal.consumer,
    aws_vpc_endpoint_service_private_dns_verification.this,
    aws_vpc_endpoint_connection_notification.this,
  ]
}

output "accepted_endpoint_ids" {
  value = { for name, accepter in aws_vpc_endpoint_connection_accepter.this : name => accepter.vpc_endpoint_id }
}

output "vpc_id" {
  value = aws_vpc.this.id
}

output "subnet_ids" {
  value = [for subnet in aws_subnet.this : subnet.id]
}
