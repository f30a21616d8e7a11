"""LocalStack's Lambda with functions as processes of this machine; one that can't run is refused at its creation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Thread
from typing import Any

from localstack.aws.api import RequestContext, handler
from localstack.aws.api.lambda_ import InvalidParameterValueException
from localstack.services.lambda_.invocation.models import lambda_stores
from localstack.services.lambda_.provider import LambdaProvider
from localstack.services.lambda_.runtimes import ALL_RUNTIMES

from privatelink_localstack.emulation import Emulation
from privatelink_localstack.function_interfaces.plane import placements
from privatelink_localstack.functions import runtimes
from privatelink_localstack.functions.code_addresses import sign_with_few_clients
from privatelink_localstack.functions.executor import ProcessExecutor, keep_code_with_functions, keeper
from privatelink_localstack.functions.inside import behind, placements_of, used_interfaces
from privatelink_localstack.functions.places import Place, outside
from privatelink_localstack.functions.runtimes import UnsupportedError
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.scope import Scope

_TASKS = 64
"""Functions that may start and end at the same time."""


class Lambda(LambdaProvider):  # type: ignore[misc]
    """LocalStack's Lambda, whose functions are processes of this machine."""

    def __init__(self, emulation: Emulation) -> None:
        super().__init__()
        self.emulation = emulation
        keep_code_with_functions()
        sign_with_few_clients()
        self._widen()
        ProcessExecutor.place_of = staticmethod(self._place_of)

    def on_before_state_reset(self) -> None:
        """End all functions, in the background: LocalStack's pollers take seconds to end."""
        for worker in self.esm_workers.values():
            worker.stop_for_shutdown()
        self.esm_workers.clear()
        Thread(target=self.lambda_service.stop, name="lambda-reset", daemon=True).start()

    def on_after_state_reset(self) -> None:
        """Begin anew after a reset."""
        super().on_after_state_reset()
        self._widen()

    def _widen(self) -> None:
        """Let new functions become active while others end: each of these takes a thread for two seconds."""
        self.lambda_service.task_executor = ThreadPoolExecutor(_TASKS, thread_name_prefix="lambda-service-task")

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
        with self._interfaces(context, request):
            return super().create_function(context, request)

    @handler("UpdateFunctionConfiguration", expand=False)  # type: ignore[untyped-decorator]
    def update_function_configuration(self, context: RequestContext, request: Any) -> Any:
        """UpdateFunctionConfiguration."""
        _check(request.get("Runtime"))
        with self._interfaces(context, request):
            return super().update_function_configuration(context, request)

    @handler("DeleteFunction")  # type: ignore[untyped-decorator]
    def delete_function(self, context: RequestContext, *arguments: Any, **options: Any) -> Any:
        """DeleteFunction."""
        with self._interfaces(context, {}):
            return super().delete_function(context, *arguments, **options)

    @contextmanager
    def _interfaces(self, context: RequestContext, request: Mapping[str, Any]) -> Iterator[None]:
        """Create the network interfaces that a request needs before it is handled; remove unused ones afterwards."""
        scope = Scope(context.account_id, context.region)
        vpc = request.get("VpcConfig") or {}
        subnets, groups = vpc.get("SubnetIds") or [], vpc.get("SecurityGroupIds") or []
        if bool(subnets) != bool(groups):
            raise InvalidParameterValueException(
                "SubnetIds and SecurityIds must coexist or be both empty list.", Type="User"
            )
        interfaces = self.emulation.function_interfaces
        try:
            with self._refusals(), self.emulation.locked():
                interfaces.check(scope, subnets, groups)
                interfaces.ensure(scope, placements(subnets, groups), str(request.get("FunctionName")))
            yield
        finally:
            with self.emulation.locked():
                interfaces.follow(scope, used_interfaces(scope))

    def _place_of(self, version: Any, number: int) -> Place:
        """Return where an environment runs; environments take a function's subnets in turn.

        Parameters:
            number: of the environment.
        """
        own, found = version.config, placements_of(version.config)
        if not found:
            return outside
        with self.emulation.locked():
            scope = Scope(version.id.account, version.id.region)
            interface = self.emulation.function_interfaces.find(scope, found[number % len(found)])
        return behind(interface or "", own.environment or {})

    @staticmethod
    @contextmanager
    def _refusals() -> Iterator[None]:
        try:
            yield
        except AwsError as error:
            raise InvalidParameterValueException(error.message, Type="User") from error


def _check(runtime: str | None, package_type: str = "Zip") -> None:
    if runtime is not None and runtime not in ALL_RUNTIMES:
        # LocalStack refuses it in AWS's words.
        return
    try:
        runtimes.check(runtime, package_type)
    except UnsupportedError as error:
        raise InvalidParameterValueException(str(error), Type="User") from error
