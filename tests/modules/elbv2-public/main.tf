# Two internet-facing network load balancers, blue and green, one with Elastic IP addresses and one dual-stack: TLS with
# several certificates, weighted target groups, an application load balancer as target, and a listener that moves from
# one to the other with its target group. Data sources read all of them.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

variable "changed" {
  description = "Whether to apply the changed settings."
  type        = bool
  default     = false
}

variable "certificates" {
  description = "ARNs of three certificates."
  type        = list(string)
}

resource "aws_vpc" "this" {
  cidr_block                       = "10.61.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "this" {
  for_each = { a = 0, b = 1 }

  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, each.value)
  ipv6_cidr_block   = cidrsubnet(aws_vpc.this.ipv6_cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_eip" "this" {
  for_each = aws_subnet.this

  domain = "vpc"
}

resource "aws_security_group" "this" {
  for_each = toset(["first", "second"])

  name   = "public-${each.key}"
  vpc_id = aws_vpc.this.id
}

resource "aws_lb" "blue" {
  name               = "public-blue"
  load_balancer_type = "network"
  security_groups    = [for key in(var.changed ? ["first", "second"] : ["first"]) : aws_security_group.this[key].id]

  dynamic "subnet_mapping" {
    for_each = aws_subnet.this

    content {
      subnet_id     = subnet_mapping.value.id
      allocation_id = aws_eip.this[subnet_mapping.key].id
    }
  }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_lb" "green" {
  name               = "public-green"
  load_balancer_type = "network"
  ip_address_type    = var.changed ? "dualstack" : "ipv4"
  subnets            = [for subnet in aws_subnet.this : subnet.id]

  depends_on = [aws_internet_gateway.this]
}

resource "aws_lb" "application" {
  name            = "public-application"
  internal        = true
  security_groups = [aws_security_group.this["first"].id]
  subnets         = [for subnet in aws_subnet.this : subnet.id]
}

resource "aws_lb_listener" "application" {
  load_balancer_arn = aws_lb.application.arn
  protocol          = "HTTP"
  port              = 80

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "200"
    }
  }
}

resource "aws_lb_target_group" "application" {
  name        = "public-application"
  target_type = "alb"
  protocol    = "TCP"
  port        = 80
  vpc_id      = aws_vpc.this.id

  health_check {
    protocol = "HTTP"
    matcher  = "200-399"
  }
}

resource "aws_lb_target_group_attachment" "application" {
  target_group_arn = aws_lb_target_group.application.arn
  target_id        = aws_lb.application.arn

  depends_on = [aws_lb_listener.application]
}

resource "aws_lb_target_group" "both" {
  for_each = toset(["blue", "green"])

  name        = "public-${each.key}"
  target_type = "ip"
  protocol    = "TCP_UDP"
  port        = 8443
  vpc_id      = aws_vpc.this.id
}

resource "aws_lb_target_group" "secure" {
  name     = "public-secure"
  protocol = "TLS"
  port     = 443
  vpc_id   = aws_vpc.this.id

  target_health_state {
    enable_unhealthy_connection_termination = var.changed
    unhealthy_draining_interval             = var.changed ? 0 : 60
  }
}

resource "aws_lb_target_group" "addresses" {
  name            = "public-addresses"
  target_type     = "ip"
  ip_address_type = "ipv6"
  protocol        = "TCP"
  port            = 443
  vpc_id          = aws_vpc.this.id
}

resource "aws_lb_target_group_attachment" "address" {
  target_group_arn = aws_lb_target_group.addresses.arn
  target_id        = cidrhost(aws_subnet.this["a"].ipv6_cidr_block, 200)
}

# Without an ALPN policy. Its certificates are exchanged.
resource "aws_lb_listener" "tls" {
  load_balancer_arn = aws_lb.blue.arn
  protocol          = "TLS"
  port              = 443
  certificate_arn   = var.certificates[var.changed ? 1 : 0]

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.secure.arn
  }
}

resource "aws_lb_listener_certificate" "further" {
  for_each = toset(["1", "2"])

  listener_arn    = aws_lb_listener.tls.arn
  certificate_arn = var.certificates[tonumber(each.key)]
}

resource "aws_lb_listener" "weighted" {
  load_balancer_arn = aws_lb.blue.arn
  protocol          = "TCP_UDP"
  port              = 8443

  default_action {
    type = "forward"

    forward {
      target_group {
        arn    = aws_lb_target_group.both["blue"].arn
        weight = var.changed ? 0 : 100
      }

      target_group {
        arn    = aws_lb_target_group.both["green"].arn
        weight = var.changed ? 100 : 0
      }
    }
  }
}

# Moves with its target group.
resource "aws_lb_listener" "moving" {
  load_balancer_arn = var.changed ? aws_lb.green.arn : aws_lb.blue.arn
  protocol          = "TCP"
  port              = 80

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.application.arn
  }
}

# Targets with IPv6 addresses need a dual-stack load balancer.
resource "aws_lb_listener" "addresses" {
  count = var.changed ? 1 : 0

  load_balancer_arn = aws_lb.green.arn
  protocol          = "TCP"
  port              = 443

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.addresses.arn
  }
}

data "aws_lb" "by_name" {
  name = aws_lb.blue.name
}

data "aws_lb_listener" "by_port" {
  load_balancer_arn = aws_lb_listener.tls.load_balancer_arn
  port              = aws_lb_listener.tls.port
}

data "aws_lb_target_group" "by_name" {
  name = aws_lb_target_group.secure.name
}

data "aws_lb_hosted_zone_id" "network" {
  load_balancer_type = "network"
}

data "aws_lbs" "all" {
  depends_on = [aws_lb.blue, aws_lb.green, aws_lb.application]
}

output "found" {
  description = "Values of data sources beside those of their resources."
  value = {
    load_balancer = [data.aws_lb.by_name.arn, aws_lb.blue.arn]
    dns_name      = [data.aws_lb.by_name.dns_name, aws_lb.blue.dns_name]
    listener      = [data.aws_lb_listener.by_port.arn, aws_lb_listener.tls.arn]
    target_group  = [data.aws_lb_target_group.by_name.arn, aws_lb_target_group.secure.arn]
    hosted_zone   = [data.aws_lb_hosted_zone_id.network.id, aws_lb.blue.zone_id]
    count         = [length(data.aws_lbs.all.arns), 3]
  }
}
