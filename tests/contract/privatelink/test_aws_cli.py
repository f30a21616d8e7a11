"""The AWS CLI as a client of a service owner and of a consumer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.support.account import Account, MakeAccount
from tests.support.until import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


SHELL = """
import contextlib, io, json, sys
from awscli.clidriver import create_clidriver

descriptions = create_clidriver().session.get_component("data_loader")
for line in sys.stdin:
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        driver = create_clidriver()
        driver.session.register_component("data_loader", descriptions)
        code = driver.main(json.loads(line))
    print(json.dumps([code, output.getvalue(), errors.getvalue()]), flush=True)
"""
"""Runs the commands of its lines: the CLI takes longer to start, and to read what EC2's API is, than to run one."""


class Answer(NamedTuple):
    """The outcome of a command: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


class Cli:
    """The CLI of one account, without the user's configuration."""

    def __init__(self, account: Account, home: Path) -> None:
        self.account = account.id
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "AWS_CONFIG_FILE": str(home / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"),
            "AWS_ACCESS_KEY_ID": account.id,
            "AWS_SECRET_ACCESS_KEY": "localstack",
            "AWS_DEFAULT_REGION": account.region,
            "AWS_ENDPOINT_URL": account.url,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
        }
        self.shell = subprocess.Popen(
            [sys.executable, "-c", SHELL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def run(self, *arguments: str) -> Answer:
        """Run a command to its end."""
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        self.shell.stdin.write(json.dumps([*arguments, "--output", "json"]) + "\n")
        self.shell.stdin.flush()
        return Answer(*json.loads(self.shell.stdout.readline()))

    def ask(self, *arguments: str) -> Any:
        """Run a command that must succeed, and return its output: JSON, or None for no output."""
        answer = self.run(*arguments)
        assert (answer.code, answer.err) == (0, "")
        return json.loads(answer.out or "null")

    def ec2(self, command: str, *arguments: str) -> Any:
        """Run a command of EC2 that must succeed."""
        return self.ask("ec2", command, *arguments)

    def network(self, zones: str) -> tuple[str, list[str]]:
        """Create a VPC with subnets in zones, by their letters, and return the IDs."""
        vpc = self.ec2("create-vpc", "--cidr-block", "10.0.0.0/16", "--query", "Vpc.VpcId")
        subnets = [
            self.ec2(
                "create-subnet",
                *("--vpc-id", vpc),
                *("--cidr-block", f"10.0.{number}.0/24"),
                *("--availability-zone", f"us-east-1{zone}"),
                *("--query", "Subnet.SubnetId"),
            )
            for number, zone in enumerate(zones)
        ]
        return vpc, subnets


@pytest.fixture
def provider(make_account: MakeAccount, tmp_path: Path) -> Iterator[Cli]:
    """The CLI of the service owner."""
    cli = Cli(make_account(), tmp_path)
    with cli.shell:
        yield cli


@pytest.fixture
def consumer(make_account: MakeAccount, tmp_path: Path) -> Iterator[Cli]:
    """The CLI of the consumer."""
    cli = Cli(make_account(), tmp_path)
    with cli.shell:
        yield cli


def new_service(provider: Cli) -> tuple[str, str]:
    """Create a load balancer and a service that requires acceptance, and return the service's ID and name."""
    _, subnets = provider.network("a")
    balancer = provider.ask(
        *("elbv2", "create-load-balancer", "--name", "cli", "--type", "network", "--scheme", "internal"),
        *("--subnets", *subnets, "--query", "LoadBalancers[0].LoadBalancerArn"),
    )
    provider.ask("elbv2", "wait", "load-balancer-available", "--load-balancer-arns", balancer)
    service_id, name = provider.ec2(
        "create-vpc-endpoint-service-configuration",
        *("--network-load-balancer-arns", balancer, "--acceptance-required"),
        *("--query", "ServiceConfiguration.[ServiceId,ServiceName]"),
    )
    return service_id, name


def test_aws_cli_drives_a_connection_from_request_to_end(provider: Cli, consumer: Cli) -> None:
    service, name = new_service(provider)
    root = f"arn:aws:iam::{consumer.account}:root"
    permit = "modify-vpc-endpoint-service-permissions"
    response = provider.ec2(permit, "--service-id", service, "--add-allowed-principals", root)
    assert response["AddedPrincipals"][0]["Principal"] == root

    vpc, subnets = consumer.network("a")
    endpoint = consumer.ec2(
        "create-vpc-endpoint",
        *("--vpc-endpoint-type", "Interface", "--vpc-id", vpc, "--subnet-ids", *subnets),
        *("--service-name", name, "--query", "VpcEndpoint.VpcEndpointId"),
    )

    def read_state(cli: Cli, command: str, query: str) -> Any:
        return cli.ec2(command, "--filters", f"Name=vpc-endpoint-id,Values={endpoint}", "--query", query)

    def connection_states() -> Any:
        return read_state(provider, "describe-vpc-endpoint-connections", "VpcEndpointConnections[].VpcEndpointState")

    def endpoint_states() -> Any:
        return read_state(consumer, "describe-vpc-endpoints", "VpcEndpoints[].State")

    def decide(verb: str) -> Any:
        command = f"{verb}-vpc-endpoint-connections"
        return provider.ec2(command, "--service-id", service, "--vpc-endpoint-ids", endpoint)

    assert connection_states() == ["pendingAcceptance"]
    assert decide("accept") == {"Unsuccessful": []}
    assert until(endpoint_states, lambda states: states == ["available"]) == connection_states()
    assert decide("reject") == {"Unsuccessful": []}
    assert endpoint_states() == connection_states() == ["rejected"]

    assert consumer.ec2("delete-vpc-endpoints", "--vpc-endpoint-ids", endpoint) == {"Unsuccessful": []}
    assert until(connection_states, lambda states: states == []) == endpoint_states()
    delete = "delete-vpc-endpoint-service-configurations"
    assert provider.ec2(delete, "--service-ids", service) == {"Unsuccessful": []}


def test_aws_cli_prints_code_and_message_of_a_refusal(provider: Cli, consumer: Cli) -> None:
    _, name = new_service(provider)
    vpc, _ = consumer.network("")
    arguments = ("--vpc-endpoint-type", "Interface", "--vpc-id", vpc, "--service-name", name)
    answer = consumer.run("ec2", "create-vpc-endpoint", *arguments)
    assert (answer.code != 0, answer.out) == (True, "")
    assert answer.err.strip() == (
        "An error occurred (InvalidServiceName) when calling the CreateVpcEndpoint operation: "
        f"The Vpc Endpoint Service '{name}' does not exist"
    )
