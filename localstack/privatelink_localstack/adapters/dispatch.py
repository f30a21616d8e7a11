"""The way of every API call, of EC2 and of elbv2: from LocalStack to a handler, and back.

A handler gets a `Call` and returns the response as LocalStack writes it, or raises `AwsError`. It runs under the lock
of the emulation, so that handlers and rules need none of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from localstack.aws.api import CommonServiceException, RequestContext

from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.scope import Scope

type Response = dict[str, Any]
"""By botocore's names."""

type Handler = Callable[[Call], Response]

type ServiceHandler = Callable[[RequestContext, Any], Any]
"""What LocalStack calls: with the context, and the request as a dictionary or None."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of an API operation.

    Parameters:
        context: LocalStack's, for what only moto needs.
        request: the parameters, by botocore's names.
    """

    emulation: Emulation
    context: RequestContext
    request: dict[str, Any]

    @property
    def scope(self) -> Scope:
        """The account that calls, in the Region that it calls."""
        return Scope(self.context.account_id, self.context.region)

    def moto(self, **changes: Any) -> Response:
        """Let moto answer, with some parameters changed."""
        # Imported here, because this import looks for Docker: tests of `dispatch` need not.
        from localstack.services.moto import call_moto, call_moto_with_request

        response: Response = (
            call_moto_with_request(self.context, {**self.request, **changes}) if changes else call_moto(self.context)
        )
        return response


def dispatch(emulation: Emulation, operation: str, answer: ServiceHandler, *, locked: bool = True) -> ServiceHandler:
    """Return what LocalStack calls for an operation.

    Parameters:
        answer: checks the request and runs the handler.
        locked: whether it runs under the lock. False for what moto answers and nothing of ours reads.
    """

    def handle(context: RequestContext, request: Any) -> Any:
        try:
            with emulation.locked():
                emulation.settings.faults.strike(operation, context.account_id)
                if locked:
                    return answer(context, request)
            return answer(context, request)
        except AwsError as error:
            raise CommonServiceException(
                error.code, error.message, status_code=error.status, sender_fault=error.status < 500
            ) from error

    return handle
