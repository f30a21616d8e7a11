# Every aws_vpc_endpoint* resource and data source, in one account and between two: everything that may change in place
# depends on one variable.

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
  description = "Whether to have everything in its second form."
  type        = bool
  default     = false
}

variable "consumer" {
  description = "The consumer's account. On LocalStack an access key of 12 digits is the account's id."
  type        = string
}

provider "aws" {}

provider "aws" {
  alias      = "consumer"
  access_key = var.consumer
  secret_key = "localstack"
}
