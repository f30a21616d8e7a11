"""Direct Connect gateways: their associations with VPN and transit gateways, and proposals of other accounts."""
