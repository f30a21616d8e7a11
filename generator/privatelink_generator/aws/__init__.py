"""Facts about AWS that need no call: services, partitions, IAM policy documents, limits."""
