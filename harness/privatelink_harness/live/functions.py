"""The functions of a run's probes, with their roles and security groups: made when first needed, gone at the end.

All have the run's tags, and the journal has each before it is created: `privatelink sweep` finds what a killed run
leaves. No log group follows from them: their roles may not write logs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from privatelink_harness import functions
from privatelink_harness.errors import HarnessError
from privatelink_harness.functions.deployment import await_active, zipped
from privatelink_harness.functions.waiting import tries

if TYPE_CHECKING:
    from types import TracebackType

    from privatelink_harness.checks.api import Clients
    from privatelink_harness.orphans.tags import RunTags

_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
_INTERFACES = (
    *("ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces"),
    *("ec2:DescribeSubnets", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"),
)
"""What Lambda needs to put a function into a VPC (Lambda guide, "Required IAM permissions"); it takes no resource."""
_FILES = {"main.py": ("prober", "main.py"), "caller.py": ("caller", "main.py")}
_TIMEOUT = 120
_NOT_YET = "InvalidParameterValueException"
_TRUSTED = 60.0
"""Seconds until Lambda may assume a new role."""
_INTERFACES_GONE = 45 * 60.0
"""Seconds for Lambda to let go of a function's interfaces: AWS says 20 minutes, and sometimes takes more."""
_PAUSE, _LONGEST_PAUSE = 0.05, 10.0


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a function is.

    Parameters:
        group: its security group; "" for a new one, which lets everything out.
    """

    account: str
    region: str
    vpc: str
    subnet: str
    group: str = ""


@dataclass(slots=True)
class LiveFunctions:
    """The functions of one run's probes.

    Parameters:
        note: appends to the run's journal.
    """

    api: Clients
    tags: RunTags
    note: Callable[[str], object]
    _functions: dict[Place, str] = field(default_factory=dict)
    _groups: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _roles: dict[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._remove()

    @property
    def name(self) -> str:
        """The name of the run's role, and the beginning of its functions' and groups'."""
        return f"privatelink-probe-{self.tags.run}"

    def call(self, place: Place, event: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call the function at a place, and return its answer.

        Raises:
            HarnessError: it can't be made, or fails.
            botocore.exceptions.ClientError: the API refuses.
        """
        client = self.api.client("lambda", place.account, place.region)
        if place not in self._functions:
            self._create(client, place)
        answer = client.invoke(FunctionName=self._functions[place], Payload=json.dumps(event).encode())
        value = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise HarnessError(f"function {self._functions[place]} fails: {value}")
        found: Mapping[str, Any] = value
        return found

    def _create(self, client: Any, place: Place) -> None:
        name = f"{self.name}-{len(self._functions)}"
        role = self._roles.get(place.account) or self._create_role(place.account)
        group = place.group or self._group(place)
        self.note(f"function {name}")
        self._functions[place] = name
        _once_trusted(
            lambda: client.create_function(
                FunctionName=name,
                Runtime="python3.13",
                Handler="main.handler",
                Role=role,
                Code={"ZipFile": archive()},
                Timeout=_TIMEOUT,
                VpcConfig={"SubnetIds": [place.subnet], "SecurityGroupIds": [group]},
                Tags=self.tags.values,
            )
        )
        await_active(client, name)

    def _create_role(self, account: str) -> str:
        iam = self.api.client("iam", account)
        self.note(f"role {self.name}")
        partition = iam.meta.partition
        arn = f"arn:{partition}:iam::{account}:role/{self.name}"
        self._roles[account] = arn
        iam.create_role(RoleName=self.name, AssumeRolePolicyDocument=json.dumps(_TRUST), Tags=_listed(self.tags))
        own = f"arn:{partition}:lambda:*:{account}:function:{self.name}-*"
        statements = [
            {"Effect": "Allow", "Action": list(_INTERFACES), "Resource": "*"},
            {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": own},
        ]
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName=self.name, PolicyName="probe", PolicyDocument=policy)
        return arn

    def _group(self, place: Place) -> str:
        key = (place.account, place.region, place.vpc)
        if key not in self._groups:
            ec2 = self.api.client("ec2", place.account, place.region)
            self.note(f"security group {self.name} in {place.vpc}")
            self._groups[key] = ec2.create_security_group(
                VpcId=place.vpc,
                GroupName=self.name,
                Description="Probes of a run",
                TagSpecifications=[{"ResourceType": "security-group", "Tags": _listed(self.tags)}],
            )["GroupId"]
        return self._groups[key]

    def _remove(self) -> None:
        """Remove functions, wait for their interfaces, and remove groups and roles.

        Raises:
            HarnessError: something is left.
        """
        left = [reason for step in (self._functions_gone, self._groups_gone, self._roles_gone) for reason in step()]
        if left:
            raise HarnessError(f"left: {'; '.join(left)}", hint=f"Remove it: privatelink sweep --run {self.tags.run}")

    def _functions_gone(self) -> Iterator[str]:
        for place, name in self._functions.items():
            client = self.api.client("lambda", place.account, place.region)
            yield from _removed(f"function {name}", lambda: client.delete_function(FunctionName=name))  # noqa: B023 - at once
        for place in self._functions:
            ec2 = self.api.client("ec2", place.account, place.region)
            yield from _await_no_interfaces(ec2, f"AWS Lambda VPC ENI-{self.name}-*")

    def _groups_gone(self) -> Iterator[str]:
        for (account, region, _), group in self._groups.items():
            ec2 = self.api.client("ec2", account, region)
            yield from _removed(f"security group {group}", lambda: ec2.delete_security_group(GroupId=group))  # noqa: B023

    def _roles_gone(self) -> Iterator[str]:
        for account in self._roles:
            iam = self.api.client("iam", account)
            yield from _removed("", lambda: iam.delete_role_policy(RoleName=self.name, PolicyName="probe"))  # noqa: B023
            yield from _removed(f"role {self.name}", lambda: iam.delete_role(RoleName=self.name))  # noqa: B023


def archive() -> bytes:
    """Return the .zip archive of the functions' code, which is always the same."""
    own = Path(functions.__file__).parent
    return zipped({name: own.joinpath(*path).read_bytes() for name, path in _FILES.items()})


def _listed(tags: RunTags) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.values.items()]


def _once_trusted(create: Callable[[], object]) -> None:
    """Create a function, again as long as Lambda does not know its new role."""
    from botocore.exceptions import ClientError

    for has_another in tries(_TRUSTED, _PAUSE, _LONGEST_PAUSE):
        try:
            create()
        except ClientError as error:
            if error.response["Error"]["Code"] != _NOT_YET or "role" not in str(error) or not has_another:
                raise
        else:
            return


def _removed(what: str, remove: Callable[[], object]) -> Iterator[str]:
    """Remove something; yield what is left, with the API's reason. What does not exist is not left."""
    from botocore.exceptions import BotoCoreError, ClientError

    from privatelink_harness.orphans.removal import is_gone

    try:
        remove()
    except ClientError as error:
        if not is_gone(error.response["Error"]["Code"]) and what:
            yield f"{what}: {error}"
    except BotoCoreError as error:
        if what:
            yield f"{what}: {error}"


def _await_no_interfaces(ec2: Any, description: str) -> Iterator[str]:
    filters = [{"Name": "description", "Values": [description]}]
    for has_another in tries(_INTERFACES_GONE, _PAUSE, _LONGEST_PAUSE):
        found = ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
        if not found:
            return
        if not has_another:
            yield f"network interfaces {', '.join(each['NetworkInterfaceId'] for each in found)}, which Lambda uses"
