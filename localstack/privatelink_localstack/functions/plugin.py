"""The entry point by which LocalStack finds the executor; light, as LocalStack looks before it loads Lambda."""

from __future__ import annotations

from typing import Any

from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from plux import PluginManager

from localstack import config

NAME = "process"


class ProcessExecutorPlugin(RuntimeExecutorPlugin):  # type: ignore[misc]
    """The executor `process`."""

    name = NAME

    def load(self, *_: Any, **__: Any) -> Any:
        """Return the executor's class."""
        from privatelink_localstack.functions.executor import ProcessExecutor

        return ProcessExecutor


def chosen_executor() -> str:
    """Return the name of the executor that runs functions; LocalStack falls back to `docker` with a warning alone."""
    chosen: str = config.LAMBDA_RUNTIME_EXECUTOR
    plugins = PluginManager(RuntimeExecutorPlugin.namespace)
    return chosen if chosen and plugins.exists(chosen) else "docker"
