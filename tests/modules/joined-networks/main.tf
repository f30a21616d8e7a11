# A hub and two spokes of another account: one on the hub's transit gateway, one in another Region behind peering
# connections of its VPC and of its own transit gateway.
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
  description = "Account of the spokes. The credentials that Terraform runs with are the hub's."
  type        = string
}

provider "aws" {
  alias  = "hub"
  region = "us-east-1"
}

provider "aws" {
  alias  = "near"
  region = "us-east-1"

  assume_role {
    role_arn = "arn:aws:iam::${var.spoke_account}:role/terraform"
  }
}

provider "aws" {
  alias  = "far"
  region = "eu-west-1"

  assume_role {
    role_arn = "arn:aws:iam::${var.spoke_account}:role/terraform"
  }
}

module "hub" {
  source    = "./network"
  providers = { aws = aws.hub }

  cidr  = "10.10.0.0/16"
  zones = ["us-east-1a", "us-east-1b"]
}

module "near" {
  source    = "./network"
  providers = { aws = aws.near }

  cidr  = "10.11.0.0/16"
  zones = ["us-east-1a"]
}

module "far" {
  source    = "./network"
  providers = { aws = aws.far }

  cidr  = "10.12.0.0/16"
  zones = ["eu-west-1a"]
}

# The gateway, and the hub's attachment in a route table of its own.
resource "aws_ec2_transit_gateway" "hub" {
  provider = aws.hub

  description                        = "hub"
  amazon_side_asn                    = 64600
  transit_gateway_cidr_blocks        = ["10.255.0.0/24"]
  security_group_referencing_support = "enable"
  tags                               = { side = "hub" }
}

resource "aws_ec2_transit_gateway_vpc_attachment" "hub" {
  provider = aws.hub

  transit_gateway_id                              = aws_ec2_transit_gateway.hub.id
  vpc_id                                          = module.hub.vpc_id
  subnet_ids                                      = module.hub.subnet_ids
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = true
  tags                                            = { side = "hub" }
}

resource "aws_ec2_transit_gateway_route_table" "hub" {
  provider = aws.hub

  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  tags               = { side = "hub" }
}

resource "aws_ec2_transit_gateway_route_table_association" "hub" {
  provider = aws.hub

  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.hub.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.hub.id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "near" {
  provider = aws.hub

  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment_accepter.near.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.hub.id
}

resource "aws_ec2_transit_gateway_route" "nowhere" {
  provider = aws.hub

  destination_cidr_block         = "10.99.0.0/16"
  blackhole                      = true
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.hub.id
}

resource "aws_ec2_managed_prefix_list" "offices" {
  provider = aws.hub

  name           = "offices"
  address_family = "IPv4"
  max_entries    = 1

  entry {
    cidr = "192.0.2.0/24"
  }
}

resource "aws_ec2_transit_gateway_prefix_list_reference" "offices" {
  provider = aws.hub

  prefix_list_id                 = aws_ec2_managed_prefix_list.offices.id
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.hub.id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.hub.id
}

# The near spoke: shared gateway, attachment, acceptance, route.
resource "aws_ram_resource_share" "hub" {
  provider = aws.hub

  name                      = "hub"
  allow_external_principals = true
}

resource "aws_ram_resource_association" "hub" {
  provider = aws.hub

  resource_share_arn = aws_ram_resource_share.hub.arn
  resource_arn       = aws_ec2_transit_gateway.hub.arn
}

resource "aws_ram_principal_association" "near" {
  provider = aws.hub

  resource_share_arn = aws_ram_resource_share.hub.arn
  principal          = var.spoke_account
}

resource "aws_ram_resource_share_accepter" "near" {
  provider = aws.near

  share_arn  = aws_ram_principal_association.near.resource_share_arn
  depends_on = [aws_ram_resource_association.hub]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "near" {
  provider = aws.near

  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  vpc_id             = module.near.vpc_id
  subnet_ids         = module.near.subnet_ids
  tags               = { side = "near" }

  depends_on = [aws_ram_resource_share_accepter.near]
}

resource "aws_ec2_transit_gateway_vpc_attachment_accepter" "near" {
  provider = aws.hub

  transit_gateway_attachment_id                   = aws_ec2_transit_gateway_vpc_attachment.near.id
  transit_gateway_default_route_table_propagation = false
  tags                                            = { side = "hub" }
}

resource "aws_route" "near" {
  provider = aws.near

  route_table_id         = module.near.route_table_id
  destination_cidr_block = "10.10.0.0/16"
  transit_gateway_id     = aws_ec2_transit_gateway.hub.id

  depends_on = [aws_ec2_transit_gateway_vpc_attachment_accepter.near]
}

# The far spoke's gateway, peered with the hub's.
resource "aws_ec2_transit_gateway" "far" {
  provider = aws.far

  default_route_table_propagation = "disable"
}

resource "aws_ec2_transit_gateway_peering_attachment" "far" {
  provider = aws.hub

  transit_gateway_id      = aws_ec2_transit_gateway.hub.id
  peer_account_id         = var.spoke_account
  peer_region             = "eu-west-1"
  peer_transit_gateway_id = aws_ec2_transit_gateway.far.id
  tags                    = { side = "hub" }
}

resource "aws_ec2_transit_gateway_peering_attachment_accepter" "far" {
  provider = aws.far

  transit_gateway_attachment_id = aws_ec2_transit_gateway_peering_attachment.far.id
  tags                          = { side = "far" }
}

resource "aws_ec2_transit_gateway_route" "far" {
  provider = aws.hub

  destination_cidr_block         = "10.12.0.0/16"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_peering_attachment_accepter.far.transit_gateway_attachment_id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.hub.id
}

# The far spoke's VPC, peered with the hub's.
resource "aws_vpc_peering_connection" "far" {
  provider = aws.hub

  vpc_id        = module.hub.vpc_id
  peer_owner_id = var.spoke_account
  peer_vpc_id   = module.far.vpc_id
  peer_region   = "eu-west-1"
  tags          = { side = "hub" }
}

resource "aws_vpc_peering_connection_accepter" "far" {
  provider = aws.far

  vpc_peering_connection_id = aws_vpc_peering_connection.far.id
  auto_accept               = true
  tags                      = { side = "far" }
}

resource "aws_vpc_peering_connection_options" "hub" {
  provider = aws.hub

  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.far.id

  requester {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_vpc_peering_connection_options" "far" {
  provider = aws.far

  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.far.id

  accepter {
    allow_remote_vpc_dns_resolution = true
  }
}

resource "aws_route" "hub_to_far" {
  provider = aws.hub

  route_table_id            = module.hub.route_table_id
  destination_cidr_block    = "10.12.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.far.id
}

resource "aws_route" "far_to_hub" {
  provider = aws.far

  route_table_id            = module.far.route_table_id
  destination_cidr_block    = "10.10.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.far.id
}

data "aws_vpc_peering_connection" "far" {
  provider = aws.far

  id = aws_vpc_peering_connection_options.far.id
}

data "aws_ec2_transit_gateway" "near" {
  provider = aws.near

  id = aws_ec2_transit_gateway_vpc_attachment.near.transit_gateway_id
}

output "seen" {
  description = "What the spokes' account sees of the hub's."
  value = {
    gateway_owner   = data.aws_ec2_transit_gateway.near.owner_id
    peer_cidr_block = data.aws_vpc_peering_connection.far.cidr_block
    peering_status  = data.aws_vpc_peering_connection.far.status
  }
}

output "hub_route_table" {
  value = aws_ec2_transit_gateway_route_table.hub.id
}
