"""Direct Connect as LocalStack serves it. What neither our handlers nor moto knows is refused with a 4xx."""

from __future__ import annotations

from localstack.services.plugins import ServiceLifecycleHook
from localstack.state import StateVisitor

from privatelink_localstack.adapters import own_service
from privatelink_localstack.adapters.direct_connect import associations, gateways
from privatelink_localstack.adapters.direct_connect.store import direct_connect_stores
from privatelink_localstack.adapters.dispatch import Call, Handler, Response, ServiceHandler
from privatelink_localstack.direct_connect.errors import CODE
from privatelink_localstack.emulation import Emulation

SERVICE = "directconnect"


def to_moto(call: Call) -> Response:
    """Return moto's response."""
    return call.moto()


_MOTO = (
    *("AssociateMacSecKey", "CreateConnection", "CreateLag", "DeleteConnection", "DescribeConnections", "DescribeLags"),
    *("DisassociateMacSecKey", "UpdateConnection"),
)
"""The operations of Direct Connect that moto has, beside those on tags."""

HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(_MOTO, to_moto),
    "CreateDirectConnectGateway": gateways.create_direct_connect_gateway,
    "UpdateDirectConnectGateway": gateways.update_direct_connect_gateway,
    "DeleteDirectConnectGateway": gateways.delete_direct_connect_gateway,
    "DescribeDirectConnectGateways": gateways.describe_direct_connect_gateways,
    "DescribeDirectConnectGatewayAttachments": gateways.describe_direct_connect_gateway_attachments,
    "CreateDirectConnectGatewayAssociation": associations.create_direct_connect_gateway_association,
    "UpdateDirectConnectGatewayAssociation": associations.update_direct_connect_gateway_association,
    "DeleteDirectConnectGatewayAssociation": associations.delete_direct_connect_gateway_association,
    "DescribeDirectConnectGatewayAssociations": associations.describe_direct_connect_gateway_associations,
    "CreateDirectConnectGatewayAssociationProposal": associations.create_direct_connect_gateway_association_proposal,
    "DescribeDirectConnectGatewayAssociationProposals": (
        associations.describe_direct_connect_gateway_association_proposals
    ),
    "AcceptDirectConnectGatewayAssociationProposal": associations.accept_direct_connect_gateway_association_proposal,
    "DeleteDirectConnectGatewayAssociationProposal": associations.delete_direct_connect_gateway_association_proposal,
    "DescribeVirtualGateways": associations.describe_virtual_gateways,
    "TagResource": gateways.tag_resource,
    "UntagResource": gateways.untag_resource,
    "DescribeTags": gateways.describe_tags,
}


class DirectConnectProvider(ServiceLifecycleHook):  # type: ignore[misc]
    """Name and state of the service, as LocalStack asks for them. A reset finds moto's state itself."""

    service = SERVICE

    def accept_state_visitor(self, visitor: StateVisitor) -> None:
        """Show the state, for LocalStack to reset."""
        visitor.visit(direct_connect_stores)


def dispatch_table(emulation: Emulation, _provider: DirectConnectProvider) -> dict[str, ServiceHandler]:
    """Return what answers each operation. An operation without a handler is refused with a 4xx."""
    return own_service.dispatch_table(emulation, SERVICE, HANDLERS, own_service.Refusals(invalid=CODE, absent=CODE))
