# AWS's default security groups, adopted: one as it is, of an endpoint that names none, and one without rules.
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
  for_each   = toset(["kept", "closed"])
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this["kept"].id
  cidr_block = "10.0.0.0/24"
}

resource "aws_default_security_group" "kept" {
  vpc_id = aws_vpc.this["kept"].id

  ingress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    self      = true
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.this["closed"].id
}

resource "aws_vpc_endpoint" "this" {
  vpc_id            = aws_vpc.this["kept"].id
  service_name      = "com.amazonaws.${data.aws_region.current.id}.sqs"
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.this.id]
}

output "groups" {
  value = {
    kept     = aws_default_security_group.kept.id
    closed   = aws_default_security_group.closed.id
    endpoint = one(aws_vpc_endpoint.this.security_group_ids)
  }
}
