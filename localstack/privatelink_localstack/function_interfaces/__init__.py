"""Network interfaces of Lambda functions in VPCs, which functions share."""
