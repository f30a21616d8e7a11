# A default route that leads through an inspection endpoint, and in place to another one.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

variable "through" {
  description = "Which endpoint the default route leads to; none: the internet gateway."
  type        = string
  nullable    = true
}

data "aws_region" "current" {}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "this" {
  vpc_id            = aws_vpc.this.id
  cidr_block        = "10.0.0.0/24"
  availability_zone = "${data.aws_region.current.id}a"
}

resource "aws_lb" "this" {
  name               = "inspection"
  load_balancer_type = "gateway"
  subnets            = [aws_subnet.this.id]
}

resource "aws_vpc_endpoint_service" "this" {
  acceptance_required        = false
  gateway_load_balancer_arns = [aws_lb.this.arn]
}

resource "aws_vpc_endpoint" "this" {
  for_each          = toset(["first", "second"])
  vpc_id            = aws_vpc.this.id
  service_name      = aws_vpc_endpoint_service.this.service_name
  vpc_endpoint_type = "GatewayLoadBalancer"
  subnet_ids        = [aws_subnet.this.id]
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route" "default" {
  route_table_id         = aws_route_table.this.id
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id        = var.through == null ? null : aws_vpc_endpoint.this[var.through].id
  gateway_id             = var.through == null ? aws_internet_gateway.this.id : null
}

output "targets" {
  value = merge({ for name, each in aws_vpc_endpoint.this : name => each.id }, { none = aws_internet_gateway.this.id })
}

output "table" {
  value = aws_route_table.this.id
}
