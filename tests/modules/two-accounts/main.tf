# A service in one account and two consumers of it in another, in one apply: principal, endpoint, acceptance, private DNS.
# Both networks have the same CIDR block: PrivateLink does not mind.
terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

variable "consumer_account" {
  description = "Account of the endpoints. The credentials that Terraform runs with are the service owner's."
  type        = string
}

variable "suspended" {
  description = "Consumers whose connections are rejected."
  type        = set(string)
  default     = ["trial"]
}

provider "aws" {
  alias  = "provider"
  region = "us-east-1"

  default_tags {
    tags = { system = "payments" }
  }
}

provider "aws" {
  alias  = "consumer"
  region = "us-east-1"

  assume_role {
    role_arn = "arn:aws:iam::${var.consumer_account}:role/terraform"
  }

  default_tags {
    tags = { system = "orders" }
  }
}

module "service" {
  source    = "./service"
  providers = { aws = aws.provider }

  consumer_account      = var.consumer_account
  consumer_endpoint_ids = local.endpoint_ids
  suspended             = var.suspended
}

module "orders" {
  source    = "./endpoint"
  providers = { aws = aws.consumer }

  name         = "orders"
  service_name = module.service.service_name
}

module "trial" {
  source    = "./endpoint"
  providers = { aws = aws.consumer }

  name         = "trial"
  service_name = module.service.service_name
}

locals {
  endpoint_ids = { orders = module.orders.endpoint_id, trial = module.trial.endpoint_id }
}

resource "aws_vpc_endpoint_private_dns" "orders" {
  count    = contains(var.suspended, "orders") ? 0 : 1
  provider = aws.consumer

  vpc_endpoint_id     = module.service.accepted_endpoint_ids["orders"]
  private_dns_enabled = true
}

output "service_id" {
  value = module.service.service_id
}

output "service_name" {
  value = module.service.service_name
}

output "consumer_endpoint_ids" {
  value = local.endpoint_ids
}

output "service_vpc_id" {
  value = module.service.vpc_id
}

output "service_subnet_ids" {
  value = module.service.subnet_ids
}

output "orders_vpc_id" {
  value = module.orders.vpc_id
}

output "orders_subnet_ids" {
  value = module.orders.subnet_ids
}

output "trial_vpc_id" {
  value = module.trial.vpc_id
}

output "trial_subnet_ids" {
  value = module.trial.subnet_ids
}
