module privatelink.invalid/provider

go 1.23.3

// As the trimmed AWS provider's: HashiCorp's code, which Upbound publishes as a module.
require github.com/hashicorp/terraform-provider-aws v0.0.0

replace github.com/hashicorp/terraform-provider-aws => github.com/upbound/terraform-provider-aws v0.0.0-20250210124112-ca3a4c5ba291

require github.com/hashicorp/terraform-plugin-sdk/v2 v2.35.0
