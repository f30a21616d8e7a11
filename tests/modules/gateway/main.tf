# The least that has an endpoint: without DNS host names, the provider does not wait for the VPC.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "tags" {
  type    = map(string)
  default = {}
}

variable "policy" {
  type    = string
  default = null
}

resource "aws_vpc" "this" {
  cidr_block = "10.50.0.0/16"
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.this.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.this.id]
  policy          = var.policy
  tags            = var.tags
}

output "vpc_id" {
  value = aws_vpc.this.id
}

output "route_table_ids" {
  value = [aws_route_table.this.id]
}

output "tags" {
  value = var.tags
}
