"""Handlers of EC2's operations on Site-to-Site VPN, by the rules of `vpn`."""
