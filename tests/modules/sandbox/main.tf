terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

# The accounts of the sandbox, by alias: none has credentials of its own.

provider "aws" {
  alias  = "consumer"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "provider"
  region = "eu-central-1"
}

provider "aws" {
  alias  = "spoke"
  region = "eu-west-1"
}

resource "aws_vpc" "consumer" {
  provider   = aws.consumer
  cidr_block = "10.0.0.0/24"
}

resource "aws_vpc" "provider" {
  provider   = aws.provider
  cidr_block = "10.0.1.0/24"
}

resource "aws_vpc" "spoke" {
  provider   = aws.spoke
  cidr_block = "10.0.2.0/24"
}

# A secret of the user's, which the state has and nothing else.

variable "password" {
  type      = string
  sensitive = true
}

resource "terraform_data" "secret" {
  input = var.password
}

output "password" {
  value     = terraform_data.secret.output
  sensitive = true
}
