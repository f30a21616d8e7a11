# Provider blocks as people write them. Their accounts and Regions are not the run's own, and two lead to AWS.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "accounts" {
  type        = map(string)
  description = "Account IDs by use: role, keys, web."
}

variable "files" {
  type        = string
  description = "Directory of a shared configuration file and a shared credentials file with the profile production."
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = [var.accounts.role]
  retry_mode          = "adaptive"
  max_retries         = 3

  assume_role {
    role_arn     = "arn:aws:iam::${var.accounts.role}:role/deploy"
    session_name = "test"
  }

  default_tags {
    tags = { team = "network" }
  }

  ignore_tags {
    key_prefixes = ["kubernetes.io/"]
  }
}

provider "aws" {
  alias      = "keys"
  region     = "us-west-2"
  access_key = var.accounts.keys
  secret_key = "any"
}

provider "aws" {
  alias                       = "profile"
  profile                     = "production"
  shared_config_files         = ["${var.files}/config"]
  shared_credentials_files    = ["${var.files}/credentials"]
  use_fips_endpoint           = true
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true
  forbidden_account_ids       = ["123456789012"]

  endpoints {
    ec2 = "https://ec2.us-east-1.amazonaws.com"
    sts = "https://sts.us-east-1.amazonaws.com"
  }
}

provider "aws" {
  alias      = "web"
  region     = "eu-west-1"
  sts_region = "us-east-1"

  assume_role_with_web_identity {
    role_arn           = "arn:aws:iam::${var.accounts.web}:role/ci"
    web_identity_token = "any.old.token"
  }
}

module "role" {
  source = "./endpoint"
}

module "keys" {
  source    = "./endpoint"
  providers = { aws = aws.keys }
}

module "profile" {
  source    = "./endpoint"
  providers = { aws = aws.profile }
}

module "web" {
  source    = "./endpoint"
  providers = { aws = aws.web }
}

output "vpc_id" {
  value = module.role.vpc_id
}

output "keys_vpc_id" {
  value = module.keys.vpc_id
}

output "profile_vpc_id" {
  value = module.profile.vpc_id
}

output "web_vpc_id" {
  value = module.web.vpc_id
}
