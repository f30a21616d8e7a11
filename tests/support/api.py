"""An `Api` whose boto3 clients give prepared answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import botocore.session
from botocore.stub import Stubber

from privatelink_harness.checks.api import Drop
from privatelink_harness.checks.check import Proof
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope

HOME = Scope("111122223333", "us-east-1")


@cache
def _session() -> Any:
    """Return one session for all clients: it keeps the services' models, which are large."""
    session = botocore.session.Session()
    session.set_credentials("nobody", "nothing")
    return session


def client(service: str) -> Any:
    """Return a client that reaches nothing."""
    return _session().create_client(service, region_name="us-east-1")


@dataclass
class StubbedApi:
    """An API that answers as its stubs say."""

    name: str = "stub"
    home: Scope = HOME
    proof: Proof = Proof.EMULATED
    gaps: Mapping[Property, str] = field(default_factory=dict)
    drops: Mapping[tuple[str, str], Drop] = field(default_factory=dict)
    clients: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    stubs: dict[str, Stubber] = field(default_factory=dict)

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        """Return the service's client, the same one for all accounts and Regions."""
        self.asked.append((service, account, region))
        if service not in self.clients:
            self.clients[service] = client(service)
        return self.clients[service]

    def stub(self, service: str) -> Stubber:
        """Return the stub of the service's client."""
        if service not in self.stubs:
            self.stubs[service] = Stubber(self.client(service))
            self.stubs[service].activate()
        return self.stubs[service]
