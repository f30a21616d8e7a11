"""A stranger's first apply: an empty directory, Terraform, LocalStack, and what a README gives to copy."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privatelink_harness.aws_provider import installation
from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from privatelink_harness.terraform import binary
from tests.support.account import Account
from tests.support.accounts import temporary_accounts
from tests.support.paths import PUBLISHED
from tests.support.readmes import usage

if TYPE_CHECKING:
    from privatelink_localstack.runtime.instance import Instance

PARTNER = "222222222222"
"""The consumer's account in the README of `endpoint-service`."""


@pytest.fixture(scope="module")
def owner(localstack: Instance) -> Iterator[Account]:
    with temporary_accounts(localstack.endpoint) as fresh:
        yield Account(localstack.endpoint, fresh())


@pytest.fixture(scope="module")
def network(owner: Account) -> dict[str, str]:
    """A VPC that is there: its IDs by those that READMEs have in their places."""
    vpc = owner.vpc()
    return {
        "vpc-0a1b2c3d4e5f67890": vpc,
        "subnet-0a1b2c3d4e5f67890": owner.subnet(vpc, "a"),
        "subnet-0a1b2c3d4e5f67891": owner.subnet(vpc, "b"),
        "rtb-0a1b2c3d4e5f67890": owner.route_table(vpc),
    }


@pytest.fixture(scope="module")
def terraform(owner: Account, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """The way to run Terraform as a stranger does: with the variables that every AWS SDK reads, and nothing of ours."""
    found, home = binary.find(), tmp_path_factory.mktemp("home")
    chosen = installation.choose(found, home, build=store.find(Recipe.load()))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
    environment = kept | {
        "AWS_ENDPOINT_URL": owner.url,
        "AWS_ACCESS_KEY_ID": owner.id,
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_REGION": owner.region,
        "TF_CLI_CONFIG_FILE": str(chosen.cli_config),
    }

    def run(directory: Path, *arguments: str) -> str:
        done = subprocess.run(
            [*found.argv, *arguments, "-no-color"],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}\n{done.stderr}"
        return done.stdout

    return run


@pytest.fixture
def apply(terraform: Callable[..., str], network: dict[str, str], tmp_path: Path) -> Iterator[Callable[[Path], None]]:
    """The way to apply what a README gives to copy; what was applied is destroyed at the end."""

    def call(module: Path) -> None:
        text = usage(module)
        for place, value in {f"./modules/{module.parent.name}/{module.name}": str(module), **network}.items():
            text = text.replace(place, value)
        (tmp_path / "main.tf").write_text(text, encoding="utf-8")
        terraform(tmp_path, "init", "-input=false")
        terraform(tmp_path, "apply", "-auto-approve", "-input=false")

    yield call
    terraform(tmp_path, "destroy", "-auto-approve", "-input=false")


def lines_of_code(text: str) -> int:
    """Return how many lines are not empty."""
    return sum(bool(line.strip()) for line in text.splitlines())


def test_ten_lines_give_a_vpc_its_endpoints(
    apply: Callable[[Path], None], terraform: Callable[..., str], owner: Account, tmp_path: Path
) -> None:
    module = PUBLISHED / "consumer" / "endpoints"

    apply(module)

    made = {
        each["ServiceName"].removeprefix("com.amazonaws.us-east-1."): (each["VpcEndpointType"], each["State"])
        for each in owner.ec2.describe_vpc_endpoints()["VpcEndpoints"]
    }
    assert made == {
        "lambda": ("Interface", "available"),
        "ecr.api": ("Interface", "available"),
        "ecr.dkr": ("Interface", "available"),
        "s3": ("Gateway", "available"),
        "dynamodb": ("Gateway", "available"),
    }
    assert "No changes." in terraform(tmp_path, "plan", "-input=false")
    assert lines_of_code(usage(module)) <= 10


def test_ten_lines_give_consumers_a_service(apply: Callable[[Path], None], owner: Account) -> None:
    module = PUBLISHED / "provider" / "endpoint-service"

    apply(module)

    [service] = owner.ec2.describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
    [listener] = owner.elbv2.describe_listeners(LoadBalancerArn=service["NetworkLoadBalancerArns"][0])["Listeners"]
    partner = Account(owner.url, PARTNER)
    seen = partner.ec2.describe_vpc_endpoint_services(ServiceNames=[service["ServiceName"]])["ServiceDetails"]
    assert (service["ServiceState"], listener["Port"], listener["Protocol"]) == ("Available", 443, "TCP")
    assert [each["AcceptanceRequired"] for each in seen] == [True]
    assert lines_of_code(usage(module)) <= 10
