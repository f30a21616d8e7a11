"""The AWS CLI as a client: a provider and a consumer, from the load balancer to the rejected connection."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


class Cli:
    """The CLI as one account uses it: only what the test says, nothing of the user's own configuration."""

    def __init__(self, account: Any, home: Path) -> None:
        self.account = account.id
        self.environment = {
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

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        argv = [sys.executable, "-m", "awscli", *arguments, "--output", "json"]
        return subprocess.run(argv, capture_output=True, text=True, check=False, env=self.environment)

    def ask(self, *arguments: str) -> Any:
        """Run a command that succeeds, and give what it prints: of JSON, or nothing."""
        done = self.run(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout or "null")

    def ec2(self, command: str, *arguments: str) -> Any:
        """Run a command of EC2's that succeeds."""
        return self.ask("ec2", command, *arguments)

    def network(self, zones: str) -> tuple[str, list[str]]:
        """Make a VPC with subnets in zones, by their letters."""
        vpc = self.ec2("create-vpc", "--cidr-block", "10.0.0.0/16", "--query", "Vpc.VpcId")
        made = [
            self.ec2(
                "create-subnet",
                *("--vpc-id", vpc),
                *("--cidr-block", f"10.0.{number}.0/24"),
                *("--availability-zone", f"us-east-1{zone}"),
                *("--query", "Subnet.SubnetId"),
            )
            for number, zone in enumerate(zones)
        ]
        return vpc, made


@pytest.fixture
def provider(make_account: Callable[..., Any], tmp_path: Path) -> Cli:
    """The CLI of whom the service is."""
    return Cli(make_account(), tmp_path)


@pytest.fixture
def consumer(make_account: Callable[..., Any], tmp_path: Path) -> Cli:
    """The CLI of who connects."""
    return Cli(make_account(), tmp_path)


def new_service(provider: Cli) -> tuple[str, str]:
    """Make a load balancer in a zone and a service of it that accepts by hand. Gives the service's id and name."""
    _, subnets = provider.network("a")
    balancer = provider.ask(
        *("elbv2", "create-load-balancer", "--name", "cli", "--type", "network", "--scheme", "internal"),
        *("--subnets", *subnets, "--query", "LoadBalancers[0].LoadBalancerArn"),
    )
    provider.ask("elbv2", "wait", "load-balancer-available", "--load-balancer-arns", balancer)
    made = provider.ec2(
        "create-vpc-endpoint-service-configuration",
        *("--network-load-balancer-arns", balancer, "--acceptance-required"),
        *("--query", "ServiceConfiguration.[ServiceId,ServiceName]"),
    )
    return made[0], made[1]


def test_a_connection_from_its_request_to_its_end(provider: Cli, consumer: Cli, eventually: Callable[..., Any]) -> None:
    service, name = new_service(provider)
    root = f"arn:aws:iam::{consumer.account}:root"
    permit = "modify-vpc-endpoint-service-permissions"
    permitted = provider.ec2(permit, "--service-id", service, "--add-allowed-principals", root)
    assert permitted["AddedPrincipals"][0]["Principal"] == root

    vpc, subnets = consumer.network("a")
    endpoint = consumer.ec2(
        "create-vpc-endpoint",
        *("--vpc-endpoint-type", "Interface", "--vpc-id", vpc, "--subnet-ids", *subnets),
        *("--service-name", name, "--query", "VpcEndpoint.VpcEndpointId"),
    )

    def state_for(cli: Cli, command: str, query: str) -> Any:
        return cli.ec2(command, "--filters", f"Name=vpc-endpoint-id,Values={endpoint}", "--query", query)

    def of_connection() -> Any:
        return state_for(provider, "describe-vpc-endpoint-connections", "VpcEndpointConnections[].VpcEndpointState")

    def of_endpoint() -> Any:
        return state_for(consumer, "describe-vpc-endpoints", "VpcEndpoints[].State")

    def decide(verb: str) -> Any:
        command = f"{verb}-vpc-endpoint-connections"
        return provider.ec2(command, "--service-id", service, "--vpc-endpoint-ids", endpoint)

    assert of_connection() == ["pendingAcceptance"]
    assert decide("accept") == {"Unsuccessful": []}
    assert eventually(of_endpoint, lambda states: states == ["available"]) == of_connection()
    assert decide("reject") == {"Unsuccessful": []}
    assert of_endpoint() == of_connection() == ["rejected"]

    assert consumer.ec2("delete-vpc-endpoints", "--vpc-endpoint-ids", endpoint) == {"Unsuccessful": []}
    assert eventually(of_connection, lambda states: states == []) == of_endpoint()
    delete = "delete-vpc-endpoint-service-configurations"
    assert provider.ec2(delete, "--service-ids", service) == {"Unsuccessful": []}


def test_a_refusal_exits_non_zero_with_code_and_words(provider: Cli, consumer: Cli) -> None:
    _, name = new_service(provider)
    vpc, _ = consumer.network("")
    asked = ("--vpc-endpoint-type", "Interface", "--vpc-id", vpc, "--service-name", name)
    done = consumer.run("ec2", "create-vpc-endpoint", *asked)
    assert (done.returncode != 0, done.stdout) == (True, "")
    assert done.stderr.strip() == (
        "An error occurred (InvalidServiceName) when calling the CreateVpcEndpoint operation: "
        f"The Vpc Endpoint Service '{name}' does not exist"
    )
