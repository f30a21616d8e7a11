"""Listeners of network and gateway load balancers. Those of application load balancers are moto's."""
