"""Site-to-Site VPN as EC2 has it: customer gateways, VPN gateways, connections with their tunnels, and propagation."""
