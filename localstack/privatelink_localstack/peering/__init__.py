"""Rules of VPC peering connections, over frozen records. Source: VPC Peering guide, unless a rule names another."""
