# An organization with a nested unit and an account in it, and a prefix list that RAM shares with the outer unit.
terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.83, < 7.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_organizations_organization" "this" {
  feature_set = "ALL"

  # RAM's is enabled below.
  lifecycle {
    ignore_changes = [aws_service_access_principals]
  }
}

resource "aws_organizations_organizational_unit" "retail" {
  name      = "retail"
  parent_id = aws_organizations_organization.this.roots[0].id

  tags = { team = "retail" }
}

resource "aws_organizations_organizational_unit" "stores" {
  name      = "stores"
  parent_id = aws_organizations_organizational_unit.retail.id
}

resource "aws_organizations_account" "store" {
  name      = "store"
  email     = "store@example.com"
  parent_id = aws_organizations_organizational_unit.stores.id

  tags = { team = "stores" }
}

resource "aws_ram_sharing_with_organization" "this" {
  depends_on = [aws_organizations_organization.this]
}

resource "aws_ec2_managed_prefix_list" "this" {
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 1
}

resource "aws_ram_resource_share" "this" {
  name                      = "retail"
  allow_external_principals = false
}

resource "aws_ram_resource_association" "this" {
  resource_share_arn = aws_ram_resource_share.this.arn
  resource_arn       = aws_ec2_managed_prefix_list.this.arn
}

resource "aws_ram_principal_association" "retail" {
  resource_share_arn = aws_ram_resource_share.this.arn
  principal          = aws_organizations_organizational_unit.retail.arn

  depends_on = [aws_ram_sharing_with_organization.this]
}

data "aws_organizations_organization" "this" {
  depends_on = [aws_organizations_account.store]
}

data "aws_organizations_organizational_unit_descendant_accounts" "retail" {
  parent_id = aws_organizations_organizational_unit.retail.id

  depends_on = [aws_organizations_account.store]
}

data "aws_organizations_organizational_unit_child_accounts" "retail" {
  parent_id = aws_organizations_organizational_unit.retail.id

  depends_on = [aws_organizations_account.store]
}

data "aws_organizations_organizational_units" "retail" {
  parent_id = aws_organizations_organizational_unit.retail.id

  depends_on = [aws_organizations_organizational_unit.stores]
}

output "share_arn" {
  value = aws_ram_resource_share.this.arn
}

output "prefix_list_arn" {
  value = aws_ec2_managed_prefix_list.this.arn
}

output "store" {
  value = aws_organizations_account.store.id
}

output "read" {
  value = {
    organization = data.aws_organizations_organization.this.non_master_accounts[*].id
    descendants  = data.aws_organizations_organizational_unit_descendant_accounts.retail.accounts[*].id
    children     = data.aws_organizations_organizational_unit_child_accounts.retail.accounts[*].id
    units        = data.aws_organizations_organizational_units.retail.children[*].name
  }
}
