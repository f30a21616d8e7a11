"""Rules of Route 53's private hosted zones and the VPCs that they are associated with, over frozen records."""
