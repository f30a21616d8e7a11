data "aws_caller_identity" "current" {}

locals {
  tags = { team = "network" }
}

resource "aws_security_group" "https" {
  name   = "https"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = contains(var.faults, "open") ? ["0.0.0.0/0"] : [aws_vpc.main.cidr_block]
  }
}

resource "aws_vpc_endpoint" "functions" {
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.us-east-1.lambda"
  ip_address_type     = "ipv4"
  private_dns_enabled = true
  security_group_ids  = [aws_security_group.https.id]
  tags                = local.tags

  subnet_ids = [
    aws_subnet.private["a"].id,
    contains(var.faults, "subnet") ? aws_subnet.public["b"].id : aws_subnet.private["b"].id,
  ]

  # Written in another order, and in another form, than the specification's.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/app" }
      Action    = contains(var.faults, "policy") ? "lambda:Invoke*" : "lambda:InvokeFunction"
      Resource = [
        "arn:aws:lambda:us-east-1:${data.aws_caller_identity.current.account_id}:function:orders:*",
        "arn:aws:lambda:us-east-1:${data.aws_caller_identity.current.account_id}:function:orders",
      ]
    }
  })
}

resource "aws_vpc_endpoint" "queues" {
  vpc_id              = aws_vpc.main.id
  vpc_endpoint_type   = "Interface"
  service_name        = "com.amazonaws.us-east-1.sqs"
  ip_address_type     = "ipv4"
  private_dns_enabled = !contains(var.faults, "dns")
  security_group_ids  = [aws_security_group.https.id]
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  tags                = local.tags
}

resource "aws_vpc_endpoint" "buckets" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [for zone, table in aws_route_table.private : table.id if zone == "a" || !contains(var.faults, "route")]
  tags            = contains(var.faults, "tag") ? {} : local.tags
}

resource "aws_vpc_endpoint" "unasked" {
  count = contains(var.faults, "extra") ? 1 : 0

  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.us-east-1.dynamodb"
  route_table_ids = [aws_route_table.private["a"].id]
}
