"""Rules of Route 53 Profiles: profiles, their resources, and their associations with VPCs; over frozen records."""
