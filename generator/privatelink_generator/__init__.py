"""From one YAML spec to a Terraform module for AWS PrivateLink."""

__version__ = "0.1.0"
