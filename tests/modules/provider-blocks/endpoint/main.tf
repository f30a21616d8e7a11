# A VPC with a gateway endpoint, in the account and Region of the provider configuration.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

data "aws_region" "this" {}

resource "aws_vpc" "this" {
  cidr_block = "10.50.0.0/16"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.this.id
  service_name = "com.amazonaws.${data.aws_region.this.name}.s3"
}

output "vpc_id" {
  value = aws_vpc.this.id
}
