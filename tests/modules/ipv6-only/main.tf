# Subnets without IPv4, and an endpoint whose interfaces have IPv6 addresses alone.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

data "aws_region" "current" {}

resource "aws_vpc" "this" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "this" {
  for_each                                       = { a = 0, b = 1 }
  vpc_id                                         = aws_vpc.this.id
  availability_zone                              = "${data.aws_region.current.id}${each.key}"
  ipv6_cidr_block                                = cidrsubnet(aws_vpc.this.ipv6_cidr_block, 8, each.value)
  ipv6_native                                    = true
  assign_ipv6_address_on_creation                = true
  enable_resource_name_dns_aaaa_record_on_launch = true
  private_dns_hostname_type_on_launch            = "resource-name"
}

resource "aws_security_group" "this" {
  vpc_id = aws_vpc.this.id

  ingress {
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    ipv6_cidr_blocks = [aws_vpc.this.ipv6_cidr_block]
  }
}

resource "aws_vpc_endpoint" "this" {
  vpc_id             = aws_vpc.this.id
  service_name       = "com.amazonaws.${data.aws_region.current.id}.ec2"
  vpc_endpoint_type  = "Interface"
  ip_address_type    = "ipv6"
  subnet_ids         = [for subnet in aws_subnet.this : subnet.id]
  security_group_ids = [aws_security_group.this.id]
}

output "endpoint" {
  value = aws_vpc_endpoint.this.id
}
