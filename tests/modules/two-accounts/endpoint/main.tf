# An interface endpoint in a VPC of its own. Its private DNS waits for the acceptance: this module keeps out of it.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "name" {
  type = string
}

variable "service_name" {
  type = string
}

resource "aws_vpc" "this" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "this" {
  for_each = { a = 0, b = 1 }

  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_security_group" "this" {
  name_prefix = "${var.name}-"
  vpc_id      = aws_vpc.this.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [aws_vpc.this.cidr_block]
  }
}

resource "aws_vpc_endpoint" "payments" {
  vpc_id             = aws_vpc.this.id
  vpc_endpoint_type  = "Interface"
  service_name       = var.service_name
  subnet_ids         = [for subnet in aws_subnet.this : subnet.id]
  security_group_ids = [aws_security_group.this.id]

  tags = { Name = "payments" }
}

resource "aws_cloudwatch_metric_alarm" "drops" {
  alarm_name          = "${aws_vpc_endpoint.payments.id}-drops"
  namespace           = "AWS/PrivateLinkEndpoints"
  metric_name         = "PacketsDropped"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"

  dimensions = {
    "VPC Id"          = aws_vpc.this.id
    "VPC Endpoint Id" = aws_vpc_endpoint.payments.id
    "Endpoint Type"   = "Interface"
    "Service Name"    = var.service_name
  }
}

output "endpoint_id" {
  value = aws_vpc_endpoint.payments.id
}

output "vpc_id" {
  value = aws_vpc.this.id
}

output "subnet_ids" {
  value = [for subnet in aws_subnet.this : subnet.id]
}
