module privatelink.invalid/provider

go 1.24.6

// The AWS provider's source as a Go module. HashiCorp publishes it for its own build only; this is the fork that Upbound
// publishes for Crossplane. Its module path is still HashiCorp's, hence the replacement.
require github.com/hashicorp/terraform-provider-aws v0.0.0

replace github.com/hashicorp/terraform-provider-aws => github.com/upbound/terraform-provider-aws v0.0.0-20251204202605-7049bcc1808e

// Edited too: the loop that the provider waits in.
require github.com/hashicorp/terraform-plugin-sdk/v2 v2.37.0
