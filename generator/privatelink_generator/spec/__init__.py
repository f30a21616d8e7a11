"""The spec: one YAML file, read once into a typed model that everything after it uses.

`document` reads YAML and remembers where everything stands, `consumer` and `policy` are the model, `rules` are AWS's
rules on it, `faults` turns what is wrong into messages with a place, and `load` is the one way through.
"""

from __future__ import annotations

from .consumer import ConsumerSpec, Endpoint, GatewayEndpoint, InterfaceEndpoint
from .load import load, loads

__all__ = ["ConsumerSpec", "Endpoint", "GatewayEndpoint", "InterfaceEndpoint", "load", "loads"]
