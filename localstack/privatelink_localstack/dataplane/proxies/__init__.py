"""The data plane where the kernel refuses namespaces: an HTTP proxy for each VPC, which decides what a kernel would.

Nothing here needs a right, or Linux. What it can't show is `limits`.
"""
