# An endpoint and a public load balancer, and ways to change by hand what AWS manages for them.
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

variable "change" {
  description = "What to change by hand; none: nothing."
  type        = string
  default     = "none"
}

data "aws_region" "current" {}

data "aws_ec2_managed_prefix_list" "s3" {
  name = "com.amazonaws.${data.aws_region.current.id}.s3"
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "this" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_security_group" "this" {
  vpc_id = aws_vpc.this.id

  egress {
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    prefix_list_ids = [data.aws_ec2_managed_prefix_list.s3.id]
  }
}

resource "aws_vpc_endpoint" "this" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.${data.aws_region.current.id}.sqs"
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.this.id]
}

resource "aws_eip" "load_balancer" {
  domain = "vpc"
}

resource "aws_eip" "spare" {
  domain = "vpc"
}

resource "aws_lb" "this" {
  name               = "public"
  load_balancer_type = "network"
  depends_on         = [aws_internet_gateway.this]

  subnet_mapping {
    subnet_id     = aws_subnet.this.id
    allocation_id = aws_eip.load_balancer.id
  }
}

resource "aws_network_interface" "own" {
  subnet_id = aws_subnet.this.id
}

resource "aws_network_interface_sg_attachment" "endpoint" {
  count                = var.change == "group" ? 1 : 0
  security_group_id    = aws_security_group.this.id
  network_interface_id = one(aws_vpc_endpoint.this.network_interface_ids)
}

resource "aws_eip_association" "endpoint" {
  count                = var.change == "address of the endpoint" ? 1 : 0
  allocation_id        = aws_eip.spare.id
  network_interface_id = one(aws_vpc_endpoint.this.network_interface_ids)
}

resource "aws_eip_association" "stolen" {
  count                = var.change == "address of the load balancer" ? 1 : 0
  allocation_id        = aws_eip.load_balancer.id
  network_interface_id = aws_network_interface.own.id
  allow_reassociation  = true
}
