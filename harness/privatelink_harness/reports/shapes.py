"""Reports as data for programs. The command line's answers have these shapes, and so has each JSON file of reports.

They are a promise, and apart from the classes that the harness works with: a field that is renamed there stays here.
"""

from __future__ import annotations

from typing import Literal, TypedDict


class Account(TypedDict):
    """An account of a stack with several.

    Parameters:
        alias: as the spec has it.
        id, region: 12 digits, and the Region of what is checked; null where the state does not tell.
    """

    alias: str
    id: str | None
    region: str | None


class Check(TypedDict):
    """One row of a report.

    Parameters:
        subject: the endpoint's name in the spec, or `stack`; of a composition, `MODULE.NAME`.
        proof: how far the sources reach: no API, an emulator's, AWS's; or connections that were made.
        spec, plan, state, api, output: what each source says; null where it says nothing. `output` is what the root
            module's outputs say of the placement.
        note: why the check is not provable, or what more there is to know.
        account: that the check is about, in a stack with several; null for all of them.
        where: the place of the spec that decides it, `file:line:column`; null where the spec has none.
        cause: of a failed check, what usually causes it; else empty.
    """

    subject: str
    property: str
    verdict: Literal["passed", "failed", "not provable"]
    proof: Literal["structural", "emulated", "live", "traffic"]
    spec: str | None
    plan: str | None
    state: str | None
    api: str | None
    output: str | None
    note: str
    account: Account | None
    where: str | None
    cause: str


class Step(TypedDict):
    """One step of a run.

    Parameters:
        seconds: of wall-clock time.
        begun: seconds after the run began.
    """

    name: str
    seconds: float
    begun: float


class Timing(TypedDict):
    """The time that Terraform spent on a resource instance.

    Parameters:
        begun: seconds after the run began.
        seconds: until it was done, or until the run ended.
        id: in the API; empty after a delete and a failure.
        outcome: `running` if the run ended before the resource was done.
    """

    address: str
    action: str
    begun: float
    seconds: float
    id: str
    outcome: Literal["done", "failed", "running"]


class Logged(TypedDict):
    """A line of a run's log; `at` in seconds after the run began."""

    at: float
    text: str
    level: Literal["info", "warning", "error"]


class Failure(TypedDict):
    """Why a run could not go on.

    Parameters:
        hint: the way out; empty where the message names it.
        is_stopped: whether somebody stopped the run.
    """

    message: str
    hint: str
    is_stopped: bool


class Subnet(TypedDict):
    """A subnet; all but its ID is empty where the state has no such resource."""

    id: str
    name: str
    cidr: str
    zone: str


class TargetGroup(TypedDict):
    """A target group, with the IDs or addresses of its targets."""

    id: str
    name: str
    protocol: str
    targets: list[str]


class Node(TypedDict):
    """An endpoint, a load balancer or a Resolver endpoint in a VPC.

    Parameters:
        detail: what it leads to, or its scheme.
        state: as the API says; may be empty.
        subnets: IDs of those in which it has a network interface.
        service: the name of the service that an endpoint leads to.
        target_groups: of a load balancer.
    """

    kind: Literal["interface", "gateway", "gateway-load-balancer-endpoint", "load-balancer", "resolver"]
    id: str
    name: str
    detail: str
    state: str
    subnets: list[str]
    service: str
    target_groups: list[TargetGroup]


class Vpc(TypedDict):
    """A VPC and what is in it.

    Parameters:
        joins: what it is attached to, such as a transit gateway.
    """

    id: str
    name: str
    cidr: str
    subnets: list[Subnet]
    nodes: list[Node]
    joins: list[str]


class Service(TypedDict):
    """An endpoint service of the stack's own, with the IDs of its load balancers."""

    id: str
    service: str
    load_balancers: list[str]
    needs_acceptance: bool
    private_dns_name: str


class Place(TypedDict):
    """An account in a Region; empty where the state does not tell.

    Parameters:
        alias: of the AWS provider's configuration; empty for the default one.
    """

    account: str
    region: str
    alias: str
    vpcs: list[Vpc]
    services: list[Service]


class Topology(TypedDict):
    """What stood where when the stack was applied last."""

    places: list[Place]


class Report(TypedDict):
    """`test` and `verify`: the run of a stack, and its checks.

    Parameters:
        name: of the spec, or of the root module.
        target: where the stack was applied.
        terraform: the product and its version.
        aws_provider: its version, and where it came from.
        kept: the directory of the stack where it was not destroyed.
        warnings: about the AWS provider.
        begun: seconds since 1970.
        seconds: of wall-clock time.
        resources: in the order in which Terraform began with them.
        failure: what ended the run before its time; null for a run that went to its end.
        topology: null for a stack that never was applied.
    """

    name: str
    target: str
    terraform: str
    aws_provider: str
    checks: list[Check]
    steps: list[Step]
    kept: str | None
    warnings: list[str]
    begun: float
    seconds: float
    resources: list[Timing]
    log: list[Logged]
    failure: Failure | None
    topology: Topology | None


class Reports(TypedDict):
    """`report`, and every file of `--report FILE.json`: the runs of one or several stacks."""

    runs: list[Report]
