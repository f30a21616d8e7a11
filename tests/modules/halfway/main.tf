# Makes a VPC, and then fails.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block = "10.60.0.0/16"
}

resource "aws_subnet" "elsewhere" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "192.168.0.0/24"
}
