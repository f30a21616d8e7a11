# Endpoints for AWS's own services.

resource "aws_vpc" "this" {
  cidr_block                       = "10.0.0.0/16"
  enable_dns_hostnames             = true
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "this" {
  for_each = { a = 0, b = 1, c = 2 }

  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, each.value)
  ipv6_cidr_block   = cidrsubnet(aws_vpc.this.ipv6_cidr_block, 8, each.value)
  availability_zone = "us-east-1${each.key}"
}

resource "aws_security_group" "this" {
  count = 2

  name   = "endpoints-${count.index}"
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table" "this" {
  count = 2

  vpc_id = aws_vpc.this.id
}

resource "aws_vpc_endpoint" "lambda" {
  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.us-east-1.lambda"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [for zone in(var.changed ? ["b", "c"] : ["a", "b"]) : aws_subnet.this[zone].id]
  security_group_ids  = [aws_security_group.this[var.changed ? 1 : 0].id]
  private_dns_enabled = !var.changed
  ip_address_type     = var.changed ? "dualstack" : "ipv4"
  tags                = { Name = var.changed ? "second" : "first" }

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = var.changed ? "lambda:*" : "lambda:InvokeFunction"
      Resource  = "*"
    }]
  })

  dns_options {
    dns_record_ip_type = var.changed ? "dualstack" : "ipv4"
  }
}

resource "aws_vpc_endpoint" "fixed" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.us-east-1.sqs"
  vpc_endpoint_type = "Interface"
  subnet_ids        = [aws_subnet.this["a"].id]

  subnet_configuration {
    subnet_id = aws_subnet.this["a"].id
    ipv4      = var.changed ? "10.0.0.101" : "10.0.0.100"
  }
}

# What the association, policy and private DNS resources are attached to.
resource "aws_vpc_endpoint" "bare" {
  vpc_id            = aws_vpc.this.id
  service_name      = "com.amazonaws.us-east-1.sns"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint_subnet_association" "this" {
  vpc_endpoint_id = aws_vpc_endpoint.bare.id
  subnet_id       = aws_subnet.this["c"].id
}

resource "aws_vpc_endpoint_security_group_association" "this" {
  vpc_endpoint_id             = aws_vpc_endpoint.bare.id
  security_group_id           = aws_security_group.this[0].id
  replace_default_association = true
}

resource "aws_vpc_endpoint_private_dns" "bare" {
  vpc_endpoint_id     = aws_vpc_endpoint.bare.id
  private_dns_enabled = !var.changed
}

resource "aws_vpc_endpoint_policy" "this" {
  vpc_endpoint_id = aws_vpc_endpoint.bare.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Publish", Resource = "*" }]
  })
}

resource "aws_vpc_endpoint" "s3_gateway" {
  vpc_id          = aws_vpc.this.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.this[0].id]
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id              = aws_vpc.this.id
  service_name        = "com.amazonaws.us-east-1.s3"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.this["a"].id]
  private_dns_enabled = true

  dns_options {
    private_dns_only_for_inbound_resolver_endpoint = true
  }

  depends_on = [aws_vpc_endpoint.s3_gateway]
}

resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id       = aws_vpc.this.id
  service_name = "com.amazonaws.us-east-1.dynamodb"
}

resource "aws_vpc_endpoint_route_table_association" "this" {
  vpc_endpoint_id = aws_vpc_endpoint.dynamodb.id
  route_table_id  = aws_route_table.this[1].id
}

data "aws_vpc_endpoint_service" "s3" {
  service      = "s3"
  service_type = "Gateway"
}

data "aws_vpc_endpoint" "lambda" {
  id = aws_vpc_endpoint.lambda.id
}

output "lambda" {
  value = {
    id         = aws_vpc_endpoint.lambda.id
    names      = aws_vpc_endpoint.lambda.dns_entry[*].dns_name
    interfaces = data.aws_vpc_endpoint.lambda.network_interface_ids
  }
}

output "prefix_list" {
  value = aws_vpc_endpoint.s3_gateway.prefix_list_id
}

output "service_name" {
  value = data.aws_vpc_endpoint_service.s3.service_name
}
