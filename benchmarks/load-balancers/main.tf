# Two network load balancers before addresses, as a blue/green service has them: what the provider waits longest for.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block = "10.60.0.0/16"
}

resource "aws_subnet" "this" {
  for_each = { a = 0, b = 1 }

  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_lb" "this" {
  for_each = toset(["blue", "green"])

  name               = each.key
  load_balancer_type = "network"
  internal           = true
  subnets            = [for subnet in aws_subnet.this : subnet.id]
}

resource "aws_lb_target_group" "this" {
  for_each = aws_lb.this

  name        = each.key
  port        = 8443
  protocol    = "TCP"
  target_type = "ip"
  vpc_id      = aws_vpc.this.id
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = aws_lb_target_group.this

  target_group_arn = each.value.arn
  target_id        = "10.60.0.200"
}

resource "aws_lb_listener" "this" {
  for_each = aws_lb.this

  load_balancer_arn = each.value.arn
  port              = 443
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[each.key].arn
  }
}
