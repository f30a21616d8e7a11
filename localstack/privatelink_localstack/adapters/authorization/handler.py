"""The handler that judges requests which came through endpoints. It is one of LocalStack's chain."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from localstack.aws.api import CommonServiceException, RequestContext

from privatelink_generator.policies.evaluate import Effect
from privatelink_localstack.adapters.authorization import gateways
from privatelink_localstack.adapters.authorization.identities import identity_of
from privatelink_localstack.adapters.authorization.resources import located, resource_of
from privatelink_localstack.authorization.decisions import Decision
from privatelink_localstack.authorization.errors import refusal
from privatelink_localstack.authorization.judgement import Identity, Judgement, Passage, allows_everything, judge
from privatelink_localstack.authorization.operations import Operation
from privatelink_localstack.authorization.services import needs
from privatelink_localstack.dataplane.protocol import Origin
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.traffic.gateways import GATEWAY

_log = logging.getLogger(__name__)

_SOURCES = ip_network("127.64.0.0/10")
"""Where the data plane's connections come from."""

_SHARES_ADDRESS = sys.platform != "linux"
"""Whether the data plane's connections may come from 127.0.0.1, as everybody's: other systems know no other one."""

type FindOrigin = Callable[[str, int], Origin | None]
"""Returns where a connection comes from, by the address and port that it has here."""


class EndpointPolicies:
    """The handler."""

    def __init__(self, emulation: Emulation, origin: FindOrigin) -> None:
        self._emulation, self._origin = emulation, origin

    def __call__(self, chain: object, context: RequestContext, response: object) -> None:  # noqa: ARG002 - LocalStack's
        """Let a request go on, or refuse it in AWS's words.

        Raises:
            CommonServiceException: a policy does not allow it.
        """
        if context.service is None or context.operation is None or context.is_internal_call:
            return
        passage = self._passage(context)
        if passage is None:
            return
        operation = _operation(context)
        identity = identity_of(context)
        judged = _judged(operation, passage, identity, context)
        self._emulation.decisions.add(_decision(operation, passage, identity, judged))
        if judged.effect is Effect.NOT_EVALUATED:
            _log.warning("%s: %s:%s is not evaluated: %s", passage.endpoint, *_names(operation), judged.reason)
        if judged.message:
            error = refusal(operation.service, context.service.protocol)
            raise CommonServiceException(error.code, judged.message, status_code=error.status, sender_fault=True)

    def _passage(self, context: RequestContext) -> Passage | None:
        """Return the endpoint that a request came through; None for the requests of everybody else."""
        address = context.request.remote_addr
        is_endpoints = bool(address) and ip_address(address) in _SOURCES
        if not address or not (is_endpoints or _SHARES_ADDRESS):
            return None
        origin = self._origin(address, int(context.request.environ["REMOTE_PORT"]))
        if origin is None and not is_endpoints:
            return None
        if origin is None:
            raise CommonServiceException("ServiceUnavailable", "The data plane is gone", status_code=503)
        with self._emulation.locked():
            endpoint = self._emulation.privatelink.store.endpoints.get(origin.endpoint)
            if endpoint is None:
                endpoint = gateways.endpoint_of(self._emulation, origin)
        if endpoint is None:
            return None
        is_gateway = endpoint.type == GATEWAY
        return Passage(endpoint.id, endpoint.vpc_id, origin.client, endpoint.policy, is_gateway, origin.secure)


def _operation(context: RequestContext) -> Operation:
    parameters: dict[str, Any] = dict(context.service_request or {})
    service, name = context.service.service_name, context.operation.name
    return Operation(service, name, parameters, context.account_id, context.region, context.partition)


def _names(operation: Operation) -> tuple[str, str]:
    return operation.service, operation.name


def _judged(operation: Operation, passage: Passage, identity: Identity, context: RequestContext) -> Judgement:
    """Return what becomes of a request: the first refusal of what it needs, else the first that is not evaluated."""
    found = needs(operation)
    if not found:
        if passage.policy is None or allows_everything(passage.policy):
            return Judgement(Effect.ALLOWED, "", "", reason=f"{passage.endpoint} allows everything")
        return Judgement(Effect.NOT_EVALUATED, "", "", reason="what it needs of IAM is not known here")
    keys = _keys(context)
    judged = [judge(own, passage, identity, resource_of(own, operation), keys) for own in map(located, found)]
    refused = (each for each in judged if each.message)
    unknown = (each for each in judged if each.effect is Effect.NOT_EVALUATED)
    return next(refused, None) or next(unknown, None) or judged[0]


def _keys(context: RequestContext) -> Mapping[str, str | None]:
    """Return the condition keys of the request itself. IAM guide, "AWS global condition context keys"."""
    now = datetime.now(UTC)
    return {
        "aws:RequestedRegion": context.region,
        "aws:CurrentTime": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:EpochTime": str(int(now.timestamp())),
        "aws:UserAgent": context.request.headers.get("User-Agent"),
        "aws:Referer": context.request.headers.get("Referer"),
    }


def _decision(operation: Operation, passage: Passage, identity: Identity, judged: Judgement) -> Decision:
    return Decision(
        time.time(),
        passage.endpoint,
        passage.vpc,
        passage.client,
        identity.name,
        operation.service,
        operation.name,
        judged.effect,
        judged.action,
        judged.resource,
        judged.reason,
    )
