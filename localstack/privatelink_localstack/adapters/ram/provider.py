"""RAM as LocalStack serves it: each operation of the API goes to its handler, or is refused."""

from __future__ import annotations

from functools import partial
from typing import Any

from localstack.aws.api import RequestContext
from localstack.aws.spec import load_service
from localstack.services.plugins import ServiceLifecycleHook
from localstack.state import StateVisitor

from privatelink_localstack.adapters.dispatch import Call, Handler, Response, ServiceHandler, dispatch, parameters
from privatelink_localstack.adapters.ram import handlers
from privatelink_localstack.adapters.ram.store import ram_stores
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.errors import AwsError

SERVICE = "ram"

HANDLERS: dict[str, Handler] = {
    "CreateResourceShare": handlers.create_resource_share,
    "UpdateResourceShare": handlers.update_resource_share,
    "DeleteResourceShare": handlers.delete_resource_share,
    "AssociateResourceShare": handlers.associate_resource_share,
    "DisassociateResourceShare": handlers.disassociate_resource_share,
    "GetResourceShares": handlers.get_resource_shares,
    "GetResourceShareAssociations": handlers.get_resource_share_associations,
    "GetResourceShareInvitations": handlers.get_resource_share_invitations,
    "AcceptResourceShareInvitation": handlers.accept_resource_share_invitation,
    "RejectResourceShareInvitation": handlers.reject_resource_share_invitation,
    "ListResources": handlers.list_resources,
    "ListPrincipals": handlers.list_principals,
    "ListResourceSharePermissions": handlers.list_resource_share_permissions,
    "TagResource": handlers.tag_resource,
    "UntagResource": handlers.untag_resource,
}


class RamProvider(ServiceLifecycleHook):  # type: ignore[misc]
    """Name and state of the service, as LocalStack asks for them."""

    service = SERVICE

    def accept_state_visitor(self, visitor: StateVisitor) -> None:
        """Show the state, for LocalStack to reset."""
        visitor.visit(ram_stores)


def dispatch_table(emulation: Emulation, _provider: RamProvider) -> dict[str, ServiceHandler]:
    """Return what answers each operation. An operation without a handler is refused with a 4xx."""
    return {
        operation: dispatch(
            emulation, operation, partial(_answer, emulation, HANDLERS.get(operation) or partial(_refuse, operation))
        )
        for operation in load_service(SERVICE).operation_names
    }


def _refuse(operation: str, _call: Call) -> Response:
    raise AwsError("OperationNotPermittedException", f"{operation} is not emulated")


def _answer(emulation: Emulation, handler: Handler, context: RequestContext, request: Any) -> Response:
    given, missing = parameters(context, request or {})
    if missing:
        raise AwsError("InvalidParameterException", missing)
    return handler(Call(emulation, context, given))
