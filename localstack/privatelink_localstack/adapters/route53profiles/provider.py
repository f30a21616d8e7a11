"""Route 53 Profiles as LocalStack serves it: each operation of the API goes to its handler."""

from __future__ import annotations

from functools import partial
from typing import Any

from localstack.aws.api import RequestContext
from localstack.aws.spec import load_service
from localstack.services.plugins import ServiceLifecycleHook

from privatelink_localstack.adapters.constraints import check_constraints, present
from privatelink_localstack.adapters.dispatch import Call, Handler, Response, ServiceHandler, dispatch
from privatelink_localstack.adapters.route53profiles import handlers
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.errors import AwsError

SERVICE = "route53profiles"

HANDLERS: dict[str, Handler] = {
    "CreateProfile": handlers.create_profile,
    "GetProfile": handlers.get_profile,
    "ListProfiles": handlers.list_profiles,
    "DeleteProfile": handlers.delete_profile,
    "AssociateProfile": handlers.associate_profile,
    "DisassociateProfile": handlers.disassociate_profile,
    "GetProfileAssociation": handlers.get_profile_association,
    "ListProfileAssociations": handlers.list_profile_associations,
    "AssociateResourceToProfile": handlers.associate_resource_to_profile,
    "UpdateProfileResourceAssociation": handlers.update_profile_resource_association,
    "DisassociateResourceFromProfile": handlers.disassociate_resource_from_profile,
    "GetProfileResourceAssociation": handlers.get_profile_resource_association,
    "ListProfileResourceAssociations": handlers.list_profile_resource_associations,
    "TagResource": handlers.tag_resource,
    "UntagResource": handlers.untag_resource,
    "ListTagsForResource": handlers.list_tags_for_resource,
}


class ProfilesProvider(ServiceLifecycleHook):  # type: ignore[misc]
    """Name of the service, as LocalStack asks for it; the emulation has the state."""

    service = SERVICE


def dispatch_table(emulation: Emulation, _provider: ProfilesProvider) -> dict[str, ServiceHandler]:
    """Return what answers each operation. An operation without a handler is refused with a 4xx."""
    return {
        operation: dispatch(
            emulation, operation, partial(_answer, emulation, HANDLERS.get(operation) or partial(_refuse, operation))
        )
        for operation in load_service(SERVICE).operation_names
    }


def _refuse(operation: str, _call: Call) -> Response:
    raise AwsError("ValidationException", f"{operation} is not emulated")


def _answer(emulation: Emulation, handler: Handler, context: RequestContext, request: Any) -> Response:
    given = present(request or {})
    check_constraints(context.operation.input_shape, given)
    return handler(Call(emulation, context, given))
