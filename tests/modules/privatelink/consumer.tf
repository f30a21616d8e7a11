# The other account: endpoint, then its acceptance, then private DNS, in one apply.

resource "aws_vpc" "consumer" {
  provider = aws.consumer

  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "consumer" {
  for_each = { a = 0, b = 1 }
  provider = aws.consumer

  vpc_id            = aws_vpc.consumer.id
  cidr_block        = cidrsubnet(aws_vpc.consumer.cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

data "aws_vpc_endpoint_service" "this" {
  provider = aws.consumer

  service_name = aws_vpc_endpoint_service.this.service_name

  depends_on = [aws_vpc_endpoint_service_allowed_principal.this]
}

resource "aws_vpc_endpoint" "consumer" {
  provider = aws.consumer

  vpc_id            = aws_vpc.consumer.id
  service_name      = aws_vpc_endpoint_service.this.service_name
  vpc_endpoint_type = "Interface"
  subnet_ids        = [for subnet in aws_subnet.consumer : subnet.id]

  depends_on = [aws_vpc_endpoint_service_allowed_principal.this]

  lifecycle {
    ignore_changes = [private_dns_enabled]
  }
}

resource "aws_vpc_endpoint_connection_accepter" "this" {
  vpc_endpoint_service_id = aws_vpc_endpoint_service.this.id
  vpc_endpoint_id         = aws_vpc_endpoint.consumer.id
}

resource "aws_vpc_endpoint_private_dns" "this" {
  provider = aws.consumer

  vpc_endpoint_id     = aws_vpc_endpoint_connection_accepter.this.vpc_endpoint_id
  private_dns_enabled = true

  depends_on = [aws_vpc_endpoint_service_private_dns_verification.this]
}

output "endpoint" {
  value = aws_vpc_endpoint.consumer.id
}
