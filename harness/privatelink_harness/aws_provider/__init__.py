"""Which hashicorp/aws binary a stack runs with: the user's configuration, a mirror, the registry or a trimmed build."""
