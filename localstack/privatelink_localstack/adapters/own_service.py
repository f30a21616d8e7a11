"""Services that LocalStack lacks: each operation of the API goes to a handler of ours, or is refused with a 4xx."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from localstack.aws.api import RequestContext
from localstack.aws.spec import load_service

from privatelink_localstack.adapters.dispatch import Call, Handler, Response, ServiceHandler, dispatch, parameters
from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.errors import AwsError


@dataclass(frozen=True, slots=True)
class Refusals:
    """The codes of a service's errors.

    Parameters:
        invalid: for a request that lacks what its operation requires.
        absent: for an operation that is not emulated.
    """

    invalid: str
    absent: str


def dispatch_table(
    emulation: Emulation, service: str, handlers: Mapping[str, Handler], refusals: Refusals
) -> dict[str, ServiceHandler]:
    """Return what answers each operation of a service, by the operation's name."""
    return {
        operation: dispatch(
            emulation,
            operation,
            partial(_answer, emulation, handlers.get(operation) or partial(_refuse, operation, refusals), refusals),
        )
        for operation in load_service(service).operation_names
    }


def _refuse(operation: str, refusals: Refusals, _call: Call) -> Response:
    raise AwsError(refusals.absent, f"{operation} is not emulated")


def _answer(emulation: Emulation, handler: Handler, refusals: Refusals, context: RequestContext, request: Any) -> Any:
    given, missing = parameters(context, request or {})
    if missing:
        raise AwsError(refusals.invalid, missing)
    return handler(Call(emulation, context, given))
