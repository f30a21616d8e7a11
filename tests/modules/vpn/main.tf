# A VPC joined to an office by VPN and by Direct Connect, a transit gateway with a connection of its own, and a second account
# that proposes its VPN gateway to the first account's Direct Connect gateway.
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
  description = "Account that proposes an association."
  type        = string
}

variable "office" {
  description = "Whatever changes in place."
  type = object({
    network  = optional(string, "192.168.0.0/16")
    key      = optional(string, "correct.horse")
    routes   = optional(set(string), ["192.168.0.0/16"])
    prefixes = optional(set(string), ["10.0.0.0/16"])
    hub      = optional(string, "hub")
  })
  default = {}
}

provider "aws" {
  alias  = "hub"
  region = "us-east-1"
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

  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "hub" {
  provider = aws.hub

  vpc_id = aws_vpc.hub.id
}

resource "aws_vpn_gateway" "hub" {
  provider = aws.hub

  amazon_side_asn = 64620
  tags            = { Name = "hub" }
}

resource "aws_vpn_gateway_attachment" "hub" {
  provider = aws.hub

  vpc_id         = aws_vpc.hub.id
  vpn_gateway_id = aws_vpn_gateway.hub.id
}

resource "aws_customer_gateway" "office" {
  provider = aws.hub

  bgp_asn     = 65010
  ip_address  = "198.51.100.7"
  type        = "ipsec.1"
  device_name = "firewall"
  tags        = { Name = "office" }
}

resource "aws_customer_gateway" "branch" {
  provider = aws.hub

  bgp_asn_extended = 4200000010
  ip_address       = "198.51.100.8"
  type             = "ipsec.1"
}

resource "aws_vpn_connection" "office" {
  provider = aws.hub

  customer_gateway_id     = aws_customer_gateway.office.id
  vpn_gateway_id          = aws_vpn_gateway_attachment.hub.vpn_gateway_id
  type                    = aws_customer_gateway.office.type
  static_routes_only      = true
  local_ipv4_network_cidr = var.office.network

  tunnel1_inside_cidr                  = "169.254.100.0/30"
  tunnel1_preshared_key                = var.office.key
  tunnel1_ike_versions                 = ["ikev2"]
  tunnel1_dpd_timeout_action           = "restart"
  tunnel1_startup_action               = "start"
  tunnel1_phase1_dh_group_numbers      = [14, 20]
  tunnel1_phase1_encryption_algorithms = ["AES256"]

  tunnel1_log_options {
    cloudwatch_log_options {
      log_enabled       = true
      log_group_arn     = aws_cloudwatch_log_group.vpn.arn
      log_output_format = "json"
    }
  }

  tags = { Name = "office" }
}

resource "aws_cloudwatch_log_group" "vpn" {
  provider = aws.hub

  name_prefix = "vpn-"
}

resource "aws_vpn_connection_route" "office" {
  provider = aws.hub
  for_each = var.office.routes

  vpn_connection_id      = aws_vpn_connection.office.id
  destination_cidr_block = each.value
}

resource "aws_vpn_gateway_route_propagation" "hub" {
  provider = aws.hub

  route_table_id = aws_route_table.hub.id
  vpn_gateway_id = aws_vpn_gateway_attachment.hub.vpn_gateway_id
}

resource "aws_ec2_transit_gateway" "hub" {
  provider = aws.hub

  amazon_side_asn = 64800
}

resource "aws_vpn_connection" "branch" {
  provider = aws.hub

  customer_gateway_id = aws_customer_gateway.branch.id
  transit_gateway_id  = aws_ec2_transit_gateway.hub.id
  type                = aws_customer_gateway.branch.type
  enable_acceleration = true
}

resource "aws_dx_gateway" "hub" {
  provider = aws.hub

  name            = var.office.hub
  amazon_side_asn = 64700
}

resource "aws_dx_gateway_association" "hub" {
  provider = aws.hub

  dx_gateway_id         = aws_dx_gateway.hub.id
  associated_gateway_id = aws_vpn_gateway_attachment.hub.vpn_gateway_id
  allowed_prefixes      = var.office.prefixes
}

resource "aws_dx_gateway" "transit" {
  provider = aws.hub

  name            = "transit"
  amazon_side_asn = 64701
}

resource "aws_dx_gateway_association" "transit" {
  provider = aws.hub

  dx_gateway_id         = aws_dx_gateway.transit.id
  associated_gateway_id = aws_ec2_transit_gateway.hub.id
  allowed_prefixes      = ["10.0.0.0/8"]
}

resource "aws_vpc" "spoke" {
  provider = aws.spoke

  cidr_block = "10.1.0.0/16"
}

resource "aws_vpn_gateway" "spoke" {
  provider = aws.spoke

  vpc_id = aws_vpc.spoke.id
}

resource "aws_dx_gateway_association_proposal" "spoke" {
  provider = aws.spoke

  dx_gateway_id               = aws_dx_gateway.hub.id
  dx_gateway_owner_account_id = aws_dx_gateway.hub.owner_account_id
  associated_gateway_id       = aws_vpn_gateway.spoke.id
}

resource "aws_dx_gateway_association" "spoke" {
  provider = aws.hub

  proposal_id                         = aws_dx_gateway_association_proposal.spoke.id
  dx_gateway_id                       = aws_dx_gateway.hub.id
  associated_gateway_owner_account_id = aws_vpc.spoke.owner_id
}

data "aws_customer_gateway" "office" {
  provider = aws.hub

  filter {
    name   = "tag:Name"
    values = [aws_customer_gateway.office.tags.Name]
  }
}

data "aws_vpn_gateway" "hub" {
  provider = aws.hub

  attached_vpc_id = aws_vpn_gateway_attachment.hub.vpc_id
}

data "aws_dx_gateway" "transit" {
  provider = aws.hub

  name = aws_dx_gateway.transit.name
}

data "aws_ec2_transit_gateway_dx_gateway_attachment" "transit" {
  provider = aws.hub

  transit_gateway_id = aws_ec2_transit_gateway.hub.id
  dx_gateway_id      = aws_dx_gateway_association.transit.dx_gateway_id
}

output "found" {
  value = {
    customer_gateway = data.aws_customer_gateway.office.device_name
    vpn_gateway      = data.aws_vpn_gateway.hub.amazon_side_asn
    dx_gateway       = data.aws_dx_gateway.transit.amazon_side_asn
  }
}

output "tunnels" {
  value = {
    outside = [aws_vpn_connection.office.tunnel1_address, aws_vpn_connection.office.tunnel2_address]
    aws     = aws_vpn_connection.office.tunnel1_vgw_inside_address
    device  = aws_vpn_connection.office.tunnel1_cgw_inside_address
    asn     = aws_vpn_connection.branch.tunnel1_bgp_asn
  }
}

output "attachments" {
  value = {
    vpn            = aws_vpn_connection.branch.transit_gateway_attachment_id
    direct_connect = data.aws_ec2_transit_gateway_dx_gateway_attachment.transit.id
  }
}

output "prefixes" {
  value = {
    hub   = sort(aws_dx_gateway_association.hub.allowed_prefixes)
    spoke = sort(aws_dx_gateway_association.spoke.allowed_prefixes)
  }
}

output "route_table_id" {
  value = aws_route_table.hub.id
}

output "connection_id" {
  value = aws_vpn_connection.office.id
}
