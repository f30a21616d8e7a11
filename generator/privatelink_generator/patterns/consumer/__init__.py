"""The consumer pattern: a VPC's endpoints for AWS services and for services that others provide."""
