terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

variable "required_name" {
  description = "Says \"yes\" | no, snake_case and `code_in_ticks`."
  type        = string
}

variable "a_map" {
  type = map(object({
    zone    = string
    weights = optional(map(number), { "t-o" = 1 })
  }))
  default = {
    two   = { zone = "use1-az1", weights = {} }
    "o-e" = { zone = "quote \" and $${aws:PrincipalTag/x}" }
  }
}

variable "flags" {
  description = "See https://example.com/a_b."
  type        = list(bool)
  default     = [true, false]
}

variable "nothing" {
  type    = string
  default = null
}

variable "empty" {
  type     = set(string)
  default  = []
  nullable = false
}

variable "number" {
  type    = number
  default = 1.5
}

data "aws_region" "current" {}

data "aws_caller_identity" "other" {
  provider = aws.other_account
}

resource "aws_vpc_endpoint" "this" {
  vpc_id       = "vpc-0123456789abcdef0"
  service_name = "com.amazonaws.${data.aws_region.current.id}.lambda"
}

resource "terraform_data" "a_b" {}

module "sub_module" {
  source = "./modules/sub_module"
}

output "z_last" {
  description = "Last one."
  value       = terraform_data.a_b.id
}

output "first" {
  value = aws_vpc_endpoint.this.id
}
