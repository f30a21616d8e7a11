"""Terraform's own environment variables: which ones are set, kept and dropped.

Everything else, credentials above all, is the target's business: it builds the complete environment.
https://developer.hashicorp.com/terraform/cli/config/environment-variables
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_DROPPED = frozenset({"TF_WORKSPACE", "TF_REATTACH_PROVIDERS", "TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG"})
"""They would make another state, another provider or another configuration file the one in use."""


def prepare(environment: Mapping[str, str], *, data_directory: Path, cli_config: Path | None) -> dict[str, str]:
    """The environment that Terraform runs in.

    Dropped: TF_CLI_ARGS* (they add arguments to ours), TF_WORKSPACE, TF_REATTACH_PROVIDERS. Kept: TF_VAR_*,
    TF_PLUGIN_CACHE_DIR, and TF_LOG, whose log goes to a file, as standard error is not shown.

    Parameters:
        environment: what the target gives.
        data_directory: where Terraform keeps providers and modules (TF_DATA_DIR).
        cli_config: the CLI configuration file; None leaves Terraform's default ones in force.
    """
    kept = {
        name: value
        for name, value in environment.items()
        if name not in _DROPPED and not name.startswith("TF_CLI_ARGS")
    }
    if kept.get("TF_LOG"):
        kept.setdefault("TF_LOG_PATH", str(data_directory / "terraform.log"))
    if cli_config is not None:
        kept["TF_CLI_CONFIG_FILE"] = str(cli_config)
    # The provider's schema is most of what Terraform and the provider keep in memory. Go's collector goes
    # over it again and again while it loads.
    kept.setdefault("GOGC", "400")
    return kept | {
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "TF_DATA_DIR": str(data_directory),
        "CHECKPOINT_DISABLE": "1",
    }
