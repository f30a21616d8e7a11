"""Terraform's own environment variables: set, kept or dropped. Everything else comes from the target.

https://developer.hashicorp.com/terraform/cli/config/environment-variables
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_DROPPED = frozenset({"TF_WORKSPACE", "TF_REATTACH_PROVIDERS", "TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG"})
"""Variables that would change the state, the AWS provider or the configuration file."""

_SILENT = ("TF_LOG_SDK", "TF_LOG_PROVIDER_AWS")


def logs(environment: Mapping[str, str]) -> bool:
    """Return whether the user wants a log of Terraform or of its providers."""
    return any(
        name.startswith("TF_LOG") and name != "TF_LOG_PATH" and value not in {"", "OFF"}
        for name, value in environment.items()
    )


def prepare(environment: Mapping[str, str], *, data_directory: Path, cli_config: Path | None) -> dict[str, str]:
    """Return the environment that Terraform runs in.

    TF_CLI_ARGS* are dropped too, because they add arguments to ours. TF_VAR_*, TF_PLUGIN_CACHE_DIR and TF_LOG* are
    kept; the log goes to a file, because standard error is not shown.

    Parameters:
        environment: from the target.
        data_directory: for providers and modules (TF_DATA_DIR).
        cli_config: the CLI configuration file; None leaves the user's own in force.
    """
    kept = {
        name: value
        for name, value in environment.items()
        if name not in _DROPPED and not name.startswith("TF_CLI_ARGS")
    }
    if logs(kept):
        kept.setdefault("TF_LOG_PATH", str(data_directory / "terraform.log"))
    else:
        # Otherwise the AWS provider writes 6,000 lines a stack, which Terraform reads and drops.
        kept |= dict.fromkeys(_SILENT, "OFF")
    if cli_config is not None:
        kept["TF_CLI_CONFIG_FILE"] = str(cli_config)
    # Most of the memory of Terraform and the AWS provider is the schema, which Go's collector would scan again and
    # again while it loads.
    kept.setdefault("GOGC", "400")
    return kept | {
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "TF_DATA_DIR": str(data_directory),
        "CHECKPOINT_DISABLE": "1",
    }
