# Two network load balancers with TCP, TLS and UDP listeners, and targets of two types. One variable changes every setting
# that can change in place.

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

resource "aws_vpc" "this" {
  cidr_block = "10.60.0.0/16"
}

resource "aws_subnet" "this" {
  for_each = { a = 0, b = 1, c = 2 }

  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_security_group" "this" {
  name   = "load-balancers"
  vpc_id = aws_vpc.this.id
}

resource "aws_acm_certificate" "this" {
  domain_name       = "erp.example.com"
  validation_method = "DNS"
}

resource "aws_lb" "blue" {
  name               = "blue"
  load_balancer_type = "network"
  internal           = true
  subnets            = [for key in(var.changed ? ["a", "b", "c"] : ["a", "b"]) : aws_subnet.this[key].id]
  security_groups    = [aws_security_group.this.id]

  enable_cross_zone_load_balancing                             = var.changed
  dns_record_client_routing_policy                             = var.changed ? "availability_zone_affinity" : "any_availability_zone"
  enforce_security_group_inbound_rules_on_private_link_traffic = var.changed ? "off" : "on"

  tags = var.changed ? { colour = "azure" } : { colour = "blue" }
}

resource "aws_lb" "green" {
  name               = "green"
  load_balancer_type = "network"
  internal           = true

  subnet_mapping {
    subnet_id            = aws_subnet.this["a"].id
    private_ipv4_address = "10.60.0.100"
  }
}

resource "aws_lb_target_group" "addresses" {
  name        = "addresses"
  target_type = "ip"
  protocol    = "TCP"
  port        = 8443
  vpc_id      = aws_vpc.this.id

  proxy_protocol_v2    = !var.changed
  preserve_client_ip   = tostring(var.changed)
  deregistration_delay = var.changed ? 0 : 60

  health_check {
    protocol            = var.changed ? "HTTPS" : "TCP"
    path                = var.changed ? "/health" : null
    matcher             = var.changed ? "200-299" : null
    interval            = var.changed ? 10 : 30
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }

  stickiness {
    type    = "source_ip"
    enabled = var.changed
  }
}

resource "aws_lb_target_group" "secure" {
  name        = "secure"
  target_type = "ip"
  protocol    = "TLS"
  port        = 443
  vpc_id      = aws_vpc.this.id
}

resource "aws_lb_target_group" "datagrams" {
  name        = "datagrams"
  target_type = "ip"
  protocol    = "UDP"
  port        = 53
  vpc_id      = aws_vpc.this.id
}

# On two ports, without a port, and outside of the VPC.
resource "aws_lb_target_group_attachment" "inside" {
  for_each = toset(["8443", "9443"])

  target_group_arn = aws_lb_target_group.addresses.arn
  target_id        = "10.60.0.200"
  port             = tonumber(each.value)
}

resource "aws_lb_target_group_attachment" "outside" {
  target_group_arn  = aws_lb_target_group.secure.arn
  target_id         = "192.168.10.4"
  availability_zone = "all"
}

resource "aws_lb_listener" "tcp" {
  load_balancer_arn        = aws_lb.blue.arn
  protocol                 = "TCP"
  port                     = var.changed ? 8443 : 443
  tcp_idle_timeout_seconds = var.changed ? 60 : 350

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.addresses.arn
  }
}

resource "aws_lb_listener" "tls" {
  load_balancer_arn = aws_lb.green.arn
  protocol          = "TLS"
  port              = 443
  certificate_arn   = aws_acm_certificate.this.arn
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  alpn_policy       = var.changed ? "HTTP2Preferred" : "HTTP1Only"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.secure.arn
  }
}

resource "aws_lb_listener" "udp" {
  load_balancer_arn = aws_lb.green.arn
  protocol          = "UDP"
  port              = 53

  default_action {
    type = "forward"

    forward {
      target_group {
        arn = aws_lb_target_group.datagrams.arn
      }
    }
  }
}
