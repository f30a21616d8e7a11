"""From one YAML spec to a Terraform module for AWS PrivateLink."""
