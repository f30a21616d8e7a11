"""The provider `ec2:privatelink`, as LocalStack finds it by its entry point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from localstack.aws.api import CommonServiceException
from localstack.services.moto import MotoFallbackDispatcher
from localstack.services.plugins import Service, aws_provider

from privatelink_localstack.adapters.ec2.provider import PrivateLinkEc2Provider
from privatelink_localstack.kernel.errors import AwsError, missing
from privatelink_localstack.wiring import plane

Handler = Callable[[Any, Any], Any]


@aws_provider(api="ec2", name="privatelink")  # type: ignore[untyped-decorator]
def ec2() -> Service:
    """Make the service. What the provider does not know goes to moto, as with LocalStack's own."""
    return Service.for_provider(PrivateLinkEc2Provider(), dispatch_table_factory=_dispatch_table)


def _dispatch_table(provider: PrivateLinkEc2Provider) -> dict[str, Handler]:
    """Let every call of EC2's first see the changes that are due, then meet the faults that are set."""
    return {operation: _wrap(operation, handler) for operation, handler in MotoFallbackDispatcher(provider).items()}


def _wrap(operation: str, handler: Handler) -> Handler:
    control = plane()

    def call(context: Any, request: Any) -> Any:
        control.settle()
        try:
            if control.faults.calls:
                with control.lock:
                    control.faults.strike(operation, context.account_id)
            if "VpcEndpoint" in operation or operation in {"CreateTags", "DeleteTags"}:
                _check_required(context.operation, request)
            return handler(context, request)
        except AwsError as error:
            raise CommonServiceException(error.code, error.message, status_code=error.status) from error
        finally:
            control.publish()

    return call


def _check_required(operation: Any, request: Any) -> None:
    """Refuse a call that lacks what its operation requires, or gives it as an empty list: on the wire that is nothing.

    AWS's SDKs refuse the first themselves; LocalStack puts None in its place.

    Raises:
        AwsError: naming it as it is on the wire.
    """
    shape = operation.input_shape
    for name in shape.required_members:
        if request.get(name) is None:
            wire = str(shape.members[name].serialization.get("name", name))
            raise missing(wire[0].upper() + wire[1:])
