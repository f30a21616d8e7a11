"""A service of one account and its consumer in another, in memory, whose API and Terraform can be made to misbehave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from privatelink_harness.checks.api import Drop
from privatelink_harness.checks.check import Proof
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.scope import Scope
from privatelink_harness.terraform.events import Action, Address, PlannedChange
from privatelink_harness.terraform.snapshot import Resource, Snapshot

OWNER, CONSUMER = "111111111111", "222222222222"
HOME = Scope(OWNER, "us-east-1")
NAME = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"
BALANCER = f"arn:aws:elasticloadbalancing:us-east-1:{OWNER}:loadbalancer/net/main/0123456789abcdef"
PRINCIPAL = f"arn:aws:iam::{CONSUMER}:root"


def refusal(code: str) -> ClientError:
    """Return an error of the API."""
    return ClientError({"Error": {"Code": code, "Message": code}}, "Operation")


@dataclass
class Cloud:
    """The API's state. The second half is what may go wrong.

    Parameters:
        calls: that change something, in their order.
        consumer_lags: the consumer's side does not follow the owner's.
        admits_anyone: a new endpoint is made although no principal is allowed.
        deletes_in_use: a deletion is done.
        drops_connections: removing a principal rejects its connection.
        stops_at: an operation whose call is interrupted after it is done.
    """

    connection: str = "available"
    endpoint: str = "available"
    endpoint_id: str = "vpce-0a"
    principals: list[str] = field(default_factory=lambda: [PRINCIPAL])
    acceptance_required: bool = True
    calls: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    consumer_lags: bool = False
    admits_anyone: bool = False
    deletes_in_use: bool = False
    drops_connections: bool = False
    stops_at: str = ""

    def called(self, operation: str) -> None:
        """Note a call, which may be interrupted."""
        self.calls.append(operation)
        if operation == self.stops_at:
            self.stops_at = ""
            raise KeyboardInterrupt

    def connect(self, state: str) -> None:
        """Give the connection a state."""
        self.connection = state
        if not self.consumer_lags:
            self.endpoint = state


@dataclass
class Client:
    """The operations that behaviours call."""

    cloud: Cloud
    account: str

    def can_paginate(self, _: str) -> bool:
        """Return False: every answer is whole."""
        return False

    def describe_vpc_endpoint_connections(self, **_: Any) -> dict[str, Any]:
        """Return the connection to the owner alone."""
        cloud = self.cloud
        found = {"VpcEndpointId": cloud.endpoint_id, "VpcEndpointState": cloud.connection}
        return {"VpcEndpointConnections": [found] if self.account == OWNER else []}

    def describe_vpc_endpoints(self, **_: Any) -> dict[str, Any]:
        """Return the endpoint to its consumer alone."""
        found = {"VpcEndpointId": self.cloud.endpoint_id, "State": self.cloud.endpoint}
        return {"VpcEndpoints": [found] if self.account == CONSUMER else []}

    def describe_vpc_endpoint_service_permissions(self, **_: Any) -> dict[str, Any]:
        """Return the principals."""
        return {"AllowedPrincipals": [{"Principal": each} for each in self.cloud.principals]}

    def describe_vpc_endpoint_service_configurations(self, **_: Any) -> dict[str, Any]:
        """Return the service."""
        found = {"AcceptanceRequired": self.cloud.acceptance_required, "NetworkLoadBalancerArns": [BALANCER]}
        return {"ServiceConfigurations": [found]}

    def accept_vpc_endpoint_connections(self, **_: Any) -> None:
        """Accept."""
        self.cloud.connect("available")
        self.cloud.called("accept")

    def reject_vpc_endpoint_connections(self, **_: Any) -> None:
        """Reject."""
        self.cloud.connect("rejected")
        self.cloud.called("reject")

    def modify_vpc_endpoint_service_permissions(self, **arguments: Any) -> None:
        """Change the principals."""
        removed, added = arguments.get("RemoveAllowedPrincipals", ()), arguments.get("AddAllowedPrincipals", ())
        self.cloud.principals = [each for each in self.cloud.principals if each not in removed] + list(added)
        if removed and self.cloud.drops_connections:
            self.cloud.connect("rejected")
        self.cloud.called("remove principal" if removed else "add principal")

    def modify_vpc_endpoint_service_configuration(self, **arguments: Any) -> None:
        """Change whether connections wait."""
        self.cloud.acceptance_required = arguments["AcceptanceRequired"]
        self.cloud.called("modify service")

    def create_vpc_endpoint(self, **_: Any) -> dict[str, Any]:
        """Make an endpoint if a principal is allowed."""
        if not self.cloud.principals and not self.cloud.admits_anyone:
            raise refusal("InvalidServiceName")
        self.cloud.made.append("vpce-0b")
        return {"VpcEndpoint": {"VpcEndpointId": "vpce-0b"}}

    def delete_vpc_endpoints(self, **arguments: Any) -> None:
        """Delete endpoints."""
        if self.cloud.endpoint_id in arguments["VpcEndpointIds"]:
            self.cloud.connect("deleted")
        self.cloud.made = [each for each in self.cloud.made if each not in arguments["VpcEndpointIds"]]
        self.cloud.called("delete endpoint")

    def delete_vpc_endpoint_service_configurations(self, **_: Any) -> dict[str, Any]:
        """Refuse in the answer."""
        error = {"Error": {"Code": "ExistingVpcEndpointConnections"}}
        return {"Unsuccessful": [] if self.cloud.deletes_in_use else [error]}

    def delete_load_balancer(self, **_: Any) -> None:
        """Refuse by an error."""
        if not self.cloud.deletes_in_use:
            raise refusal("ResourceInUse")


@dataclass
class CloudApi:
    """The API of all accounts."""

    cloud: Cloud
    name: str = "cloud"
    home: Scope = HOME
    proof: Proof = Proof.EMULATED
    gaps: Mapping[Property, str] = field(default_factory=dict)
    drops: Mapping[tuple[str, str], Drop] = field(default_factory=dict)

    def client(self, service: str, account: str | None = None, region: str | None = None) -> Any:
        """Return a client of the account."""
        assert service in {"ec2", "elbv2"}
        assert region == "us-east-1"
        return Client(self.cloud, account or OWNER)


@dataclass
class MemoryStage:
    """A stack in memory.

    Parameters:
        notices: whether a plan notices what was changed outside of Terraform.
        repairs: whether an apply puts it right.
        survived: errors after which the stack goes on.
        held: how often a stop was held back.
        applies: how often it was applied.
    """

    cloud: Cloud = field(default_factory=Cloud)
    accounts: Mapping[str, str] = field(default_factory=lambda: {"provider": OWNER, "consumer": CONSUMER})
    notices: bool = True
    repairs: bool = True
    survived: tuple[type[BaseException], ...] = ()
    held: int = 0
    applies: int = 0
    gaps: Mapping[Property, str] = field(default_factory=dict)

    @property
    def api(self) -> CloudApi:
        """The cloud's API."""
        return CloudApi(self.cloud, gaps=self.gaps)

    def state(self) -> Snapshot:
        """Return the service, its load balancer, and the consumer's endpoint."""
        service = {
            "id": "vpce-svc-0123456789abcdef0",
            "arn": f"arn:aws:ec2:us-east-1:{OWNER}:vpc-endpoint-service/vpce-svc-0123456789abcdef0",
            "service_name": NAME,
            "acceptance_required": True,
            "network_load_balancer_arns": [BALANCER],
        }
        endpoint = {
            "id": self.cloud.endpoint_id,
            "arn": f"arn:aws:ec2:us-east-1:{CONSUMER}:vpc-endpoint/{self.cloud.endpoint_id}",
            "service_name": NAME,
            "vpc_endpoint_type": "Interface",
            "vpc_id": "vpc-0a",
            "tags_all": {"Name": "orders"},
        }
        resources = (
            Resource("module.payments", "aws_vpc_endpoint_service", "this", None, service),
            Resource("module.payments", "aws_lb", "main", None, {"id": BALANCER, "arn": BALANCER}),
            Resource("module.orders", "aws_vpc_endpoint", "payments", None, endpoint),
        )
        return Snapshot(resources, {})

    def plan(self) -> tuple[PlannedChange, ...]:
        """Return the changes of what is not as it was."""
        if not self.notices:
            return ()
        found: list[PlannedChange] = []
        service, _, endpoint = self.state().resources
        if not self.cloud.acceptance_required:
            found.append(_planned(service, "update"))
        if self.cloud.endpoint == "deleted":
            found.append(_planned(endpoint, "create"))
        return tuple(found)

    def apply(self) -> None:
        """Put everything right."""
        self.applies += 1
        if self.repairs:
            self.cloud.acceptance_required = True
            if self.cloud.endpoint == "deleted":
                self.cloud.endpoint_id = "vpce-0c"
                self.cloud.connect("available")

    @contextmanager
    def calling(self, module: str, arguments: Mapping[str, Any]) -> Iterator[bool]:
        """Know no module's variables."""
        assert module
        assert arguments
        yield False

    def lasts_after(self, error: BaseException) -> bool:
        """Return whether the stack goes on."""
        return isinstance(error, self.survived)

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Count the stops that are held back."""
        self.held += 1
        yield


def _planned(resource: Resource, action: Action) -> PlannedChange:
    address = Address(resource.address, resource.module, resource.type, resource.name, resource.key)
    return PlannedChange(message="", resource=address, action=action)
