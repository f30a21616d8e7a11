# A private hosted zone of one account that resolves in a VPC of another: authorized by the zone's owner, associated by
# the VPC's.
terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

variable "spoke_account" {
  description = "Account of the VPC."
  type        = string
}

provider "aws" {
  alias  = "hub"
  region = "us-east-1"
}

provider "aws" {
  alias  = "spoke"
  region = "us-east-1"

  assume_role {
    role_arn = "arn:aws:iam::${var.spoke_account}:role/terraform"
  }
}

resource "aws_vpc" "hub" {
  provider = aws.hub

  cidr_block = "10.64.0.0/16"
}

resource "aws_vpc" "spoke" {
  provider = aws.spoke

  cidr_block = "10.64.0.0/16"
}

resource "aws_route53_zone" "this" {
  provider = aws.hub

  name = "internal.example.com"

  vpc {
    vpc_id = aws_vpc.hub.id
  }

  lifecycle {
    ignore_changes = [vpc] # the spoke is associated below
  }
}

resource "aws_route53_vpc_association_authorization" "spoke" {
  provider = aws.hub

  zone_id = aws_route53_zone.this.zone_id
  vpc_id  = aws_vpc.spoke.id
}

resource "aws_route53_zone_association" "spoke" {
  provider = aws.spoke

  zone_id = aws_route53_vpc_association_authorization.spoke.zone_id
  vpc_id  = aws_route53_vpc_association_authorization.spoke.vpc_id
}

output "zone_id" {
  value = aws_route53_zone.this.zone_id
}

output "spoke_vpc_id" {
  value = aws_vpc.spoke.id
}
