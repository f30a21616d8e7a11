# The data sources about endpoints, services and load balancers, beside the resources that they describe.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block           = "10.70.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "this" {
  for_each = { a = 0, b = 1 }

  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_security_group" "this" {
  name   = "data-sources"
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_lb" "this" {
  name               = "data-sources"
  load_balancer_type = "network"
  internal           = true
  security_groups    = [aws_security_group.this.id]
  tags               = { Name = "load-balancer" }

  dynamic "subnet_mapping" {
    for_each = { a = "10.70.0.100", b = "10.70.1.100" }

    content {
      subnet_id            = aws_subnet.this[subnet_mapping.key].id
      private_ipv4_address = subnet_mapping.value
    }
  }
}

resource "aws_lb_target_group" "this" {
  name        = "data-sources"
  target_type = "ip"
  protocol    = "TCP"
  port        = 443
  vpc_id      = aws_vpc.this.id
  tags        = { Name = "target-group" }
}

resource "aws_lb_listener" "this" {
  load_balancer_arn = aws_lb.this.arn
  protocol          = "TCP"
  port              = 443
  tags              = { Name = "listener" }

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

resource "aws_vpc_endpoint_service" "this" {
  acceptance_required        = false
  network_load_balancer_arns = [aws_lb.this.arn]
  tags                       = { Name = "service" }
}

resource "aws_vpc_endpoint" "interface" {
  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.us-east-1.lambda"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [for subnet in aws_subnet.this : subnet.id]
  security_group_ids  = [aws_security_group.this.id]
  private_dns_enabled = true
  tags                = { Name = "interface" }
}

resource "aws_vpc_endpoint" "gateway" {
  vpc_id          = aws_vpc.this.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.this.id]
  tags            = { Name = "gateway" }
}

data "aws_vpc_endpoint" "this" {
  for_each = { interface = aws_vpc_endpoint.interface.id, gateway = aws_vpc_endpoint.gateway.id }

  id = each.value
}

data "aws_vpc_endpoint_service" "lambda" {
  service      = "lambda"
  service_type = "Interface"
}

data "aws_vpc_endpoint_service" "dynamodb" {
  service      = "dynamodb"
  service_type = "Gateway"
}

data "aws_vpc_endpoint_service" "own" {
  service_name = aws_vpc_endpoint_service.this.service_name
}

data "aws_lb" "this" {
  arn = aws_lb_listener.this.load_balancer_arn
}

data "aws_lb_listener" "this" {
  arn = aws_lb_listener.this.arn
}

data "aws_lb_target_group" "this" {
  arn = aws_lb_listener.this.default_action[0].target_group_arn
}

output "resources" {
  description = "The attributes of the resources."

  value = {
    interface    = aws_vpc_endpoint.interface
    gateway      = aws_vpc_endpoint.gateway
    service      = aws_vpc_endpoint_service.this
    balancer     = aws_lb.this
    listener     = aws_lb_listener.this
    target_group = aws_lb_target_group.this
  }
}

output "data" {
  description = "The attributes of the data sources."

  value = {
    interface    = data.aws_vpc_endpoint.this["interface"]
    gateway      = data.aws_vpc_endpoint.this["gateway"]
    service      = data.aws_vpc_endpoint_service.own
    lambda       = data.aws_vpc_endpoint_service.lambda
    dynamodb     = data.aws_vpc_endpoint_service.dynamodb
    balancer     = data.aws_lb.this
    listener     = data.aws_lb_listener.this
    target_group = data.aws_lb_target_group.this
  }
}
