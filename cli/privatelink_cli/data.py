"""The data of each command's answer. Its JSON Schema is part of `privatelink schema --of answer`.

These shapes are the command line's promise to programs. They are apart from the classes that the packages work with: a
field that is renamed there stays here.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from privatelink_cli.accounts_data import Accounts
from privatelink_cli.cost_data import Cost
from privatelink_cli.explain_data import PolicyExplanation
from privatelink_cli.sweep_data import Swept
from privatelink_cli.traffic_data import Executed, Flows, Traced
from privatelink_harness.reports.shapes import Check, Report, Reports


class Placed(TypedDict):
    """A message about a spec; line and column count from 1, 0 means the file as a whole."""

    message: str
    file: str
    line: int
    column: int


class Faults(TypedDict):
    """The data of every answer whose error has the code `spec-invalid`, in file order."""

    faults: list[Placed]


class ValidSpec(TypedDict):
    """A spec without a fault."""

    file: str
    pattern: str
    name: str


class Validated(TypedDict):
    """`validate`: the specs, in the order of the command line, and what is worth knowing about them."""

    specs: list[ValidSpec]
    notes: list[Placed]


class Change(TypedDict):
    """A file of a module that was, or would be, written or removed.

    Parameters:
        found: the file on disk before: as generated, edited since, of the user's own; null where there is none.
    """

    path: str
    action: Literal["create", "update", "remove"]
    found: str | None


class Module(TypedDict):
    """A generated module."""

    directory: str
    changes: list[Change]


class Generated(TypedDict):
    """`generate`: a module for each spec, and what is worth knowing about it. `--check` and `--diff` write nothing."""

    modules: list[Module]
    notes: list[Placed]


class Initialised(TypedDict):
    """`init`: the files written, the spec first."""

    written: list[str]


class Schema(TypedDict):
    """`schema`: a JSON Schema, and the file that it was written to, if any."""

    of: Literal["spec", "answer"]
    schema: dict[str, Any]
    written: str | None


class Templates(TypedDict):
    """`templates`: the built-in templates, and the files that were written with `--output`."""

    templates: list[str]
    written: list[str]


class Service(TypedDict):
    """A service of the catalogue, with the names that it has in one Region.

    Parameters:
        name: as `service` of a spec has it.
        service_names: the endpoint service's name, by endpoint type.
        private_dns_names: the main one first; empty if AWS offers none.
        policy: whether its endpoints take a policy.
        home: the one Region in which its endpoints are made, in the Region's partition; null where there is none.
        available: whether its endpoints can be made in the Region: as the API says with `--live`, else as far as the
            catalogue knows; null where it does not.
        zones: Availability Zones that the API names; null without `--live`.
        cross_region: whether interface endpoints of other Regions reach it.
        address_types: of its interface endpoints; null if no document says.
        unconfirmed: the keys whose value no document says in so many words.
    """

    name: str
    title: str
    types: list[Literal["interface", "gateway"]]
    service_names: dict[str, str]
    private_dns_names: list[str]
    ports: list[str]
    policy: bool
    home: str | None
    available: bool | None
    zones: list[str] | None
    cross_region: bool
    address_types: list[Literal["ipv4", "ipv6"]] | None
    unconfirmed: list[str]


class ServiceDifference(TypedDict):
    """Where the API disagrees with the catalogue on a service."""

    service: str
    reason: str


class LiveServices(TypedDict):
    """What the API of a target says of the services that match.

    Parameters:
        unlisted: whole names of offered services that match, and that the catalogue lacks.
    """

    target: str
    differences: list[ServiceDifference]
    unlisted: list[str]


class Services(TypedDict):
    """`services`: those that match, in alphabetical order. Whether a service exists in the Region, only AWS says.

    Parameters:
        live: null without `--live`.
    """

    region: str
    services: list[Service]
    live: LiveServices | None


class Destroyed(TypedDict):
    """`destroy`: the check that nothing is left."""

    check: Check


class Finding(TypedDict):
    """One thing that `doctor` looked at.

    Parameters:
        status: `warning` is needed for a part only, or can't be known; `missing` is needed for everything; `failed`
            does not do what it is for.
    """

    name: str
    status: Literal["ok", "warning", "missing", "failed"]
    found: str
    hint: str | None


class KeepAlive(TypedDict):
    """TCP keep-alive of a socket, in seconds; null where it is not known.

    Parameters:
        idle: silence before the first probe.
        count: probes without an answer that end the connection.
        next_probe: seconds left until the next probe, where the options can't be read.
        survives: whether the connection outlives an idle timeout of 350 s.
    """

    enabled: bool | None
    idle: int | None
    interval: int | None
    count: int | None
    next_probe: float | None
    survives: bool | None


class Connection(TypedDict):
    """An established TCP connection of a process."""

    local: str
    remote: str
    keep_alive: KeepAlive


class Client(TypedDict):
    """`doctor --client`: the boto3 client that the environment makes, or a function of the user's.

    Parameters:
        library: its name and versions.
        read_timeout: in seconds; null for none.
        attempts: calls in all, the first included.
        survives: whether a synchronous invocation of 900 s brings its answer.
    """

    library: str
    profile: str
    read_timeout: float | None
    attempts: int
    retry_mode: str
    proxy: bool
    keep_alive: KeepAlive
    survives: bool


class Diagnosis(TypedDict):
    """`doctor`: the findings, in the order in which they are needed.

    Parameters:
        client: with `--client` alone.
        connections: with `--pid`.
    """

    findings: list[Finding]
    client: Client | None
    connections: list[Connection] | None


class Instance(TypedDict):
    """A LocalStack.

    Parameters:
        owner: `ours` was started by `privatelink`; `user` is named by the environment.
        pid, directory: null for a user's own.
    """

    endpoint: str
    owner: Literal["ours", "user"]
    pid: int | None
    version: str | None
    directory: str | None


class LocalStackUp(TypedDict):
    """`localstack up`: the LocalStack that answers, and whether this command started it."""

    instance: Instance
    started: bool


class LocalStackDown(TypedDict):
    """`localstack down`: the LocalStack that was stopped; null where none ran.

    Parameters:
        stacks: directories of the stacks that were kept in it.
    """

    stopped: Instance | None
    stacks: list[str]


class Usage(TypedDict):
    """What a LocalStack of ours takes, and where its log is."""

    uptime_seconds: float
    memory_bytes: int
    log: str


class Traffic(TypedDict):
    """Whether traffic flows on a LocalStack.

    `phase` is `off`, `ready` (it starts when it is first used), `running` or `refused`; `setting` is that of
    `--traffic`. `mode` is `namespaces` or `proxies`, null while it does not run. `problem` says why it does not flow,
    `refusal` why the kernel refuses namespaces, `way_out` what to do about it; null where there is nothing to say.
    `vpcs` are those with network interfaces, `endpoints` those of customers' services. `left_out` are the IDs of
    records that can't be read, a fault of this tool's that LocalStack's log tells about.
    """

    phase: str
    setting: str
    mode: str | None
    refusal: str | None
    problem: str | None
    way_out: str | None
    vpcs: int
    endpoints: int
    left_out: list[str]


class LocalStackStatus(TypedDict):
    """`localstack status`: the LocalStack that answers; null where none does. `usage` is null for a user's own.

    `traffic` is null where the LocalStack has no emulation.
    """

    instance: Instance | None
    usage: Usage | None
    traffic: Traffic | None


class LocalStackEndpoint(TypedDict):
    """`localstack endpoint`: the URL of the LocalStack that answers; null where none does."""

    endpoint: str | None


class LocalStackLogs(TypedDict):
    """`localstack logs`: the last lines, oldest first."""

    log: str
    lines: list[str]


class Build(TypedDict):
    """A build of the AWS provider on this machine.

    Parameters:
        state: `old` was built by another release's recipe.
        path: a filesystem mirror.
        fault: why the build is damaged.
        waits: whether the fixed waits are `cut` or `kept`.
        size: of the executable, in bytes.
        built_at: ISO 8601.
        seconds: how long the build took.
    """

    state: Literal["ready", "damaged", "old"]
    path: str
    fault: str | None
    key: str
    recipe: str
    version: str
    platform: str
    go: str
    waits: str
    sha256: str
    size: int
    built_at: str
    seconds: float


class Builds(TypedDict):
    """`aws-provider status`: every build on this machine."""

    directory: str
    builds: list[Build]


class BuildPath(TypedDict):
    """`aws-provider path`: a filesystem mirror for a CLI configuration."""

    path: str


class Removed(TypedDict):
    """`aws-provider remove`: the bytes that were freed."""

    directory: str
    freed: int


DATA: dict[str, type] = {
    "init": Initialised,
    "validate": Validated,
    "generate": Generated,
    "test": Report,
    "verify": Report,
    "destroy": Destroyed,
    "accounts": Accounts,
    "report": Reports,
    "sweep": Swept,
    "schema": Schema,
    "cost": Cost,
    "explain-policy": PolicyExplanation,
    "services": Services,
    "templates": Templates,
    "trace": Traced,
    "traffic": Flows,
    "exec": Executed,
    "shell": Executed,
    "doctor": Diagnosis,
    "localstack up": LocalStackUp,
    "localstack down": LocalStackDown,
    "localstack status": LocalStackStatus,
    "localstack endpoint": LocalStackEndpoint,
    "localstack logs": LocalStackLogs,
    "aws-provider status": Builds,
    "aws-provider build": Build,
    "aws-provider path": BuildPath,
    "aws-provider remove": Removed,
}
"""The data of each command whose status is not `error`."""
