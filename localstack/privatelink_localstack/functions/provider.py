"""LocalStack's Lambda with functions as processes of this machine; one that can't run is refused at its creation."""

from __future__ import annotations

from typing import Any

from localstack.aws.api import RequestContext, handler
from localstack.aws.api.lambda_ import InvalidParameterValueException
from localstack.services.lambda_.invocation.models import lambda_stores
from localstack.services.lambda_.provider import LambdaProvider
from localstack.services.lambda_.runtimes import ALL_RUNTIMES

from privatelink_localstack.functions import runtimes
from privatelink_localstack.functions.executor import keep_code_with_functions, keeper
from privatelink_localstack.functions.runtimes import UnsupportedError


class Lambda(LambdaProvider):  # type: ignore[misc]
    """LocalStack's Lambda, whose functions are processes of this machine."""

    def __init__(self) -> None:
        super().__init__()
        keep_code_with_functions()

    def on_before_stop(self) -> None:
        """End all functions with LocalStack, at once; LocalStack's own way waits seconds for its pollers."""
        for worker in self.esm_workers.values():
            worker.stop_for_shutdown()
        keeper().close()

    def on_account_forgotten(self, account: str) -> None:
        """End the functions of an account whose state is about to be removed."""
        service = self.lambda_service
        functions = [each for store in lambda_stores[account].values() for each in store.functions.values()]
        for version in [version for function in functions for version in function.versions.values()]:
            if version.qualified_arn in {*service.lambda_running_versions, *service.lambda_starting_versions}:
                service.stop_version(version.qualified_arn)
            if version.config.code:
                service.task_executor.submit(version.config.code.destroy)

    @handler("CreateFunction", expand=False)  # type: ignore[untyped-decorator]
    def create_function(self, context: RequestContext, request: Any) -> Any:
        """CreateFunction."""
        _check(request.get("Runtime"), request.get("PackageType") or "Zip")
        return super().create_function(context, request)

    @handler("UpdateFunctionConfiguration", expand=False)  # type: ignore[untyped-decorator]
    def update_function_configuration(self, context: RequestContext, request: Any) -> Any:
        """UpdateFunctionConfiguration."""
        _check(request.get("Runtime"))
        return super().update_function_configuration(context, request)


def _check(runtime: str | None, package_type: str = "Zip") -> None:
    if runtime is not None and runtime not in ALL_RUNTIMES:
        # LocalStack refuses it in AWS's words.
        return
    try:
        runtimes.check(runtime, package_type)
    except UnsupportedError as error:
        raise InvalidParameterValueException(str(error), Type="User") from error
