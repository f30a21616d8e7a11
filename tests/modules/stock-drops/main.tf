# A network with an endpoint and what LocalStack drops beside it, in the manner of public VPC modules' examples.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_dhcp_options" "this" {
  domain_name         = "example.internal"
  domain_name_servers = ["AmazonProvidedDNS"]
  tags                = { Name = "complete" }
}

resource "aws_vpc_dhcp_options_association" "this" {
  vpc_id          = aws_vpc.this.id
  dhcp_options_id = aws_vpc_dhcp_options.this.id
}

resource "aws_customer_gateway" "this" {
  bgp_asn     = 65112
  ip_address  = "192.0.2.1"
  device_name = "office"
  type        = "ipsec.1"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.this.id
  service_name = "com.amazonaws.us-east-1.s3"
}

resource "aws_cloudwatch_log_group" "this" {
  name            = "/complete/${aws_vpc.this.id}"
  log_group_class = "INFREQUENT_ACCESS"
}

resource "aws_s3_bucket" "flow_logs" {
  bucket_prefix = "flow-logs-"
  force_destroy = true
}

resource "aws_flow_log" "this" {
  vpc_id               = aws_vpc.this.id
  traffic_type         = "REJECT"
  log_destination_type = "s3"
  log_destination      = aws_s3_bucket.flow_logs.arn

  destination_options {
    file_format                = "parquet"
    hive_compatible_partitions = true
    per_hour_partition         = true
  }
}

resource "aws_network_acl" "this" {
  vpc_id = aws_vpc.this.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "icmp"
    icmp_type  = 8
    icmp_code  = -1
    from_port  = 0
    to_port    = 0
    cidr_block = "10.0.0.0/8"
  }
}
