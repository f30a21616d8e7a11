# DNS of a hub and a spoke in another account: a private hosted zone, Resolver endpoints and rules, a Route 53 Profile; the
# rule and the Profile shared by Resource Access Manager.
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
  description = "Account of the spokes."
  type        = string
}

variable "name_servers" {
  description = "Name servers on premises."
  type        = list(string)
  default     = ["192.168.1.53"]
}

variable "protocols" {
  description = "Protocols of the Resolver endpoints."
  type        = set(string)
  default     = ["Do53"]
}

variable "inbound_host_number" {
  description = "Host number of the inbound endpoint's address in each subnet."
  type        = number
  default     = 10
}

variable "reverse_rules" {
  description = "Whether Resolver defines rules for reverse lookups in the hub."
  type        = string
  default     = "DISABLE"
}

provider "aws" {
  alias  = "hub"
  region = "us-east-1"

  default_tags {
    tags = { system = "dns" }
  }
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

  cidr_block           = "10.64.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "hub" {
  provider = aws.hub
  for_each = { us-east-1a = 0, us-east-1b = 1 }

  vpc_id            = aws_vpc.hub.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(aws_vpc.hub.cidr_block, 8, each.value)
}

resource "aws_security_group" "resolver" {
  provider = aws.hub

  name   = "resolver"
  vpc_id = aws_vpc.hub.id
}

# The first spoke has the zone and the rule themselves, the second one all by the Profile.
resource "aws_vpc" "spoke" {
  provider = aws.spoke
  for_each = toset(["zones", "profile"])

  cidr_block           = "10.64.0.0/16"
  enable_dns_hostnames = true
}

output "hub_vpc_id" {
  value = aws_vpc.hub.id
}

output "spoke_vpc_ids" {
  value = { for name, vpc in aws_vpc.spoke : name => vpc.id }
}
