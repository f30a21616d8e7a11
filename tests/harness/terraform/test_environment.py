"""Terraform's own environment variables."""

from __future__ import annotations

from pathlib import Path

from privatelink_harness.terraform.environment import prepare

DATA = Path("/stack/.terraform")
SET = {
    "TF_IN_AUTOMATION": "1",
    "TF_INPUT": "0",
    "TF_DATA_DIR": "/stack/.terraform",
    "CHECKPOINT_DISABLE": "1",
    "GOGC": "400",
    "TF_LOG_SDK": "OFF",
    "TF_LOG_PROVIDER_AWS": "OFF",
}


def test_prepare_drops_variables_that_change_the_command() -> None:
    environment = {
        "TF_CLI_ARGS": "-lock=false",
        "TF_CLI_ARGS_plan": "-destroy",
        "TF_WORKSPACE": "production",
        "TF_REATTACH_PROVIDERS": "{}",
        "TF_CLI_CONFIG_FILE": "/nowhere",
        "TF_DATA_DIR": "/elsewhere",
    }
    assert prepare(environment, data_directory=DATA, cli_config=None) == SET


def test_prepare_keeps_the_users_variables() -> None:
    environment = {"PATH": "/bin", "TF_VAR_name": "x", "TF_PLUGIN_CACHE_DIR": "/cache", "GOGC": "50"}
    assert prepare(environment, data_directory=DATA, cli_config=None) == SET | environment


def test_prepare_names_our_configuration_file() -> None:
    environment = prepare({}, data_directory=DATA, cli_config=Path("/work/terraform.rc"))
    assert environment["TF_CLI_CONFIG_FILE"] == "/work/terraform.rc"


def test_prepare_sends_a_requested_log_to_a_file() -> None:
    environment = prepare({"TF_LOG": "debug"}, data_directory=DATA, cli_config=None)
    assert environment["TF_LOG_PATH"] == "/stack/.terraform/terraform.log"
    assert "TF_LOG_SDK" not in environment


def test_prepare_leaves_a_requested_log_of_providers_on() -> None:
    environment = prepare({"TF_LOG_PROVIDER": "debug"}, data_directory=DATA, cli_config=None)
    assert "TF_LOG_PROVIDER_AWS" not in environment
