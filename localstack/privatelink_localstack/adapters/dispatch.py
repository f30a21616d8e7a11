"""Dispatch of every API call, of EC2 and of elbv2, from LocalStack to a handler and back.

A handler gets a `Call`, and returns a response in LocalStack's form or raises `AwsError`. It runs under the lock of the
emulation, so that handlers and rules need no locks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.validate import ParamValidator
from localstack.aws.api import CommonServiceException, RequestContext, ServiceException

from privatelink_localstack.emulation import Emulation
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.faults import Delay
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.kernel.text import check_text
from privatelink_localstack.kernel.turns import given_up

_log = logging.getLogger(__name__)

XML = {"ec2": "InvalidParameterValue", "query": "ValidationError", "rest-xml": "InvalidInput"}
"""The codes of AWS's errors about a value, by the protocols whose responses are in XML."""

type Response = dict[str, Any]
"""A response; its keys are botocore's names."""

type Handler = Callable[[Call], Response]

type ServiceHandler = Callable[[RequestContext, Any], Any]
"""LocalStack's form of a handler. Its arguments are the context, and the request as a dictionary or None."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of an API operation.

    Parameters:
        context: LocalStack's; only calls to moto need it.
        request: parameters; the keys are botocore's names.
    """

    emulation: Emulation
    context: RequestContext
    request: dict[str, Any]

    @property
    def scope(self) -> Scope:
        """The calling account, in the Region of the call."""
        return Scope(self.context.account_id, self.context.region)

    def moto(self, **changes: Any) -> Response:
        """Return moto's response to the request.

        Parameters:
            changes: parameters that replace the request's.
        """
        # Imported here because the import looks for Docker, which tests of `dispatch` do not need.
        from localstack.services.moto import call_moto, call_moto_with_request

        with refusing_what_moto_cannot_read(self.context):
            response: Response = (
                call_moto_with_request(self.context, {**self.request, **changes})
                if changes
                else call_moto(self.context)
            )
        return response


@contextmanager
def refusing_what_moto_cannot_read(context: RequestContext) -> Iterator[None]:
    """Turn an exception that moto did not mean into a 400, which no SDK repeats. LocalStack's log has the exception.

    Moto indexes members that the model calls optional, and looks into texts whose form it does not check.
    """
    try:
        yield
    except (AwsError, ServiceException, NotImplementedError):
        raise
    except Exception as error:
        operation = str(context.operation.name)
        _log.warning("%s: moto can't read the request", operation, exc_info=True)
        code = XML.get(context.service.protocol, "ValidationException")
        raise AwsError(code, f"The request of {operation} has a value that can't be read") from error


def stock(answer: ServiceHandler) -> ServiceHandler:
    """Return a handler of LocalStack's or moto's that refuses what it can't read."""

    def handle(context: RequestContext, request: Any) -> Any:
        with refusing_what_moto_cannot_read(context):
            return answer(context, request)

    return handle


def parameters(context: RequestContext, request: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the parameters of a request, and what it lacks of what its operation requires; "" if nothing.

    LocalStack puts None where a required member is missing, and where a list is empty. AWS's SDKs check a request
    before they send it.
    """
    shape = context.operation.input_shape
    if shape is None:
        return {}, ""
    given = {
        key: [] if value is None else value
        for key, value in request.items()
        if value is not None or shape.members[key].type_name == "list"
    }
    report = ParamValidator().validate(given, shape)
    return given, " ".join(report.generate_report().split()) if report.has_errors() else ""


def dispatch(emulation: Emulation, operation: str, answer: ServiceHandler, *, locked: bool = True) -> ServiceHandler:
    """Return the handler of an operation in LocalStack's form.

    Parameters:
        answer: checks the request and runs the handler.
        locked: whether `answer` runs under the lock. False for operations of moto whose state no rule reads.
    """

    def handle(context: RequestContext, request: Any) -> Any:
        delay: Delay | None = None
        try:
            if (code := XML.get(context.service.protocol)) is not None:
                check_text(request or {}, code)
            with emulation.locked():
                delay = emulation.settings.faults.strike(operation, context.account_id)
                if locked:
                    return answer(context, request)
            return stock(answer)(context, request)
        except NotImplementedError as error:
            raise CommonServiceException(
                "UnsupportedOperation", f"{operation} is not emulated", status_code=400, sender_fault=True
            ) from error
        except AwsError as error:
            raise CommonServiceException(
                error.code, error.message, status_code=error.status, sender_fault=error.status < 500
            ) from error
        finally:
            if delay:
                # Not under the lock: other calls go on.
                with given_up():
                    delay.wait()

    return handle
