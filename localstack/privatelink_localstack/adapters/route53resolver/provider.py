"""The table of Resolver's operations.

Operations on endpoints, rules, associations and VPCs' configurations have handlers here. Query logging, DNSSEC and DNS
Firewall are LocalStack's; what neither has is refused with a 4xx, as clients repeat a 501.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from botocore import xform_name
from localstack.aws.api import RequestContext
from localstack.aws.api.route53resolver import Route53ResolverApi
from localstack.aws.spec import load_service
from localstack.services.moto import MotoFallbackDispatcher
from moto.route53resolver.responses import Route53ResolverResponse

from privatelink_localstack.adapters.constraints import check_constraints, present
from privatelink_localstack.adapters.dispatch import Call, Handler, Response, ServiceHandler, dispatch, stock
from privatelink_localstack.adapters.route53resolver import endpoints, rules, tags
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.resolver.errors import invalid_request

HANDLERS: dict[str, Handler] = {
    "CreateResolverEndpoint": endpoints.create_resolver_endpoint,
    "UpdateResolverEndpoint": endpoints.update_resolver_endpoint,
    "DeleteResolverEndpoint": endpoints.delete_resolver_endpoint,
    "GetResolverEndpoint": endpoints.get_resolver_endpoint,
    "ListResolverEndpoints": endpoints.list_resolver_endpoints,
    "ListResolverEndpointIpAddresses": endpoints.list_resolver_endpoint_ip_addresses,
    "AssociateResolverEndpointIpAddress": endpoints.associate_resolver_endpoint_ip_address,
    "DisassociateResolverEndpointIpAddress": endpoints.disassociate_resolver_endpoint_ip_address,
    "CreateResolverRule": rules.create_resolver_rule,
    "UpdateResolverRule": rules.update_resolver_rule,
    "DeleteResolverRule": rules.delete_resolver_rule,
    "GetResolverRule": rules.get_resolver_rule,
    "ListResolverRules": rules.list_resolver_rules,
    "AssociateResolverRule": rules.associate_resolver_rule,
    "DisassociateResolverRule": rules.disassociate_resolver_rule,
    "GetResolverRuleAssociation": rules.get_resolver_rule_association,
    "ListResolverRuleAssociations": rules.list_resolver_rule_associations,
    "GetResolverRulePolicy": rules.get_resolver_rule_policy,
    "PutResolverRulePolicy": rules.put_resolver_rule_policy,
    "GetResolverConfig": rules.get_resolver_config,
    "UpdateResolverConfig": rules.update_resolver_config,
    "ListResolverConfigs": rules.list_resolver_configs,
}

TAG_HANDLERS: dict[str, Handler] = {
    "TagResource": tags.tag_resource,
    "UntagResource": tags.untag_resource,
    "ListTagsForResource": tags.list_tags_for_resource,
}
"""Handlers for endpoints and rules; LocalStack answers for its own resources."""


def dispatch_table(emulation: Emulation, provider: Any) -> dict[str, ServiceHandler]:
    """Return the handlers of all operations.

    Parameters:
        provider: LocalStack's own.
    """
    theirs = MotoFallbackDispatcher(provider)
    table: dict[str, ServiceHandler] = {}
    for operation in load_service("route53resolver").operation_names:
        if operation in TAG_HANDLERS:
            answer: ServiceHandler = partial(_answer_tags, emulation, TAG_HANDLERS[operation], theirs[operation])
        elif operation in HANDLERS:
            answer = partial(_answer, emulation, HANDLERS[operation])
        elif _is_stock(provider, operation):
            answer = stock(theirs[operation])
        else:
            answer = partial(_refuse, operation)
        table[operation] = dispatch(emulation, operation, answer)
    return table


def _is_stock(provider: Any, operation: str) -> bool:
    """Return whether LocalStack or moto has an operation."""
    name = xform_name(operation)
    overridden = getattr(type(provider), name, None) is not getattr(Route53ResolverApi, name, None)
    return overridden or hasattr(Route53ResolverResponse, name)


def _answer(emulation: Emulation, handler: Handler, context: RequestContext, request: Any) -> Response:
    given = present(request or {})
    check_constraints(context.operation.input_shape, given)
    return handler(Call(emulation, context, given))


def _answer_tags(
    emulation: Emulation, handler: Handler, stock: ServiceHandler, context: RequestContext, request: Any
) -> Any:
    given = present(request or {})
    check_constraints(context.operation.input_shape, given)
    if tags.is_stock(given["ResourceArn"]):
        return stock(context, request)
    return handler(Call(emulation, context, given))


def _refuse(operation: str, _context: RequestContext, _request: Any) -> Response:
    raise invalid_request(f"{operation} is not emulated")
