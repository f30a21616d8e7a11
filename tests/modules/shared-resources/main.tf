# A prefix list of one account, shared with another, which accepts the invitation.
terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

variable "receiver_account" {
  description = "Account that the prefix list is shared with."
  type        = string
}

provider "aws" {
  alias  = "owner"
  region = "us-east-1"
}

provider "aws" {
  alias  = "receiver"
  region = "us-east-1"

  assume_role {
    role_arn = "arn:aws:iam::${var.receiver_account}:role/terraform"
  }
}

resource "aws_ec2_managed_prefix_list" "this" {
  provider = aws.owner

  name           = "offices"
  address_family = "IPv4"
  max_entries    = 1
}

resource "aws_ram_resource_share" "this" {
  provider = aws.owner

  name                      = "network"
  allow_external_principals = true

  tags = { team = "network" }
}

resource "aws_ram_resource_association" "this" {
  provider = aws.owner

  resource_share_arn = aws_ram_resource_share.this.arn
  resource_arn       = aws_ec2_managed_prefix_list.this.arn
}

resource "aws_ram_principal_association" "receiver" {
  provider = aws.owner

  resource_share_arn = aws_ram_resource_share.this.arn
  principal          = var.receiver_account

  depends_on = [aws_ram_resource_association.this]
}

resource "aws_ram_resource_share_accepter" "receiver" {
  provider = aws.receiver

  share_arn = aws_ram_principal_association.receiver.resource_share_arn
}

output "share_arn" {
  value = aws_ram_resource_share.this.arn
}

output "prefix_list_arn" {
  value = aws_ec2_managed_prefix_list.this.arn
}

output "received" {
  value = aws_ram_resource_share_accepter.receiver.resources
}
