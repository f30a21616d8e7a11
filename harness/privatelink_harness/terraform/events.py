"""Terraform's `-json` output as typed events.

The output is one JSON object a line (https://developer.hashicorp.com/terraform/internals/machine-readable-ui). Its
format grows within a major version, so that a line of an unknown type, or one that is not JSON, is a `Log` event:
reading never fails.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

type Action = Literal["create", "read", "update", "replace", "delete", "noop", "move", "import", "forget", "open"]
type _Parser = Callable[[dict[str, str], dict[str, Any]], Event]


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a resource instance, such as `module.m.aws_vpc_endpoint.this["lambda"]`, and its parts.

    Parameters:
        text: the whole address.
        module: the module's address, empty for the root module.
        key: of `for_each` (text) or `count` (number); None without both.
    """

    text: str
    module: str
    type: str
    name: str
    key: str | int | None

    def __str__(self) -> str:
        """Return the whole address."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of Terraform's output.

    Parameters:
        message: the text for people.
        level: `info`, `warn`, `error`, or `trace`.
        timestamp: RFC 3339; empty if Terraform printed none.
    """

    message: str
    level: str = "info"
    timestamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionReport(Event):
    """The first line: the version of Terraform, and of its output format."""

    version: str
    ui: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange(Event):
    """A resource instance that the plan changes.

    Parameters:
        reason: why it is replaced or deleted; empty if Terraform gives none.
        previous: the address that it moves from, None if it does not move.
    """

    resource: Address
    action: Action
    reason: str = ""
    previous: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceDrift(PlannedChange):
    """A resource instance that was changed outside of Terraform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSummary(Event):
    """The numbers of resource instances that are added, changed, removed and imported."""

    operation: Literal["plan", "apply", "destroy"]
    add: int
    change: int
    remove: int
    imported: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyStart(Event):
    """Terraform starts on a resource instance; `id` is empty before a create."""

    resource: Address
    action: Action
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyProgress(Event):
    """Terraform still waits for a resource instance; printed every 10 s. `elapsed` in seconds."""

    resource: Address
    action: Action
    elapsed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyComplete(Event):
    """A resource instance is done; `id` is empty after a delete. `elapsed` in seconds."""

    resource: Address
    action: Action
    elapsed: float
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyErrored(Event):
    """A resource instance failed; its diagnostic comes at the end. `elapsed` in seconds."""

    resource: Address
    action: Action
    elapsed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshStart(Event):
    """Terraform starts to read a resource instance."""

    resource: Address
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshComplete(Event):
    """Terraform has read a resource instance."""

    resource: Address
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """An output of the root module; `value` is None if it is unknown or sensitive."""

    name: str
    sensitive: bool
    action: str = ""
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs(Event):
    """The root module's outputs: in a plan with an action, after an apply with a value."""

    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic(Event):
    """An error or a warning.

    Parameters:
        summary: one line.
        detail: the rest, may be empty.
        address: of the resource instance, may be empty.
        file: relative to the root module's directory; may be empty.
        line, column: from 1; 0 without a file.
        snippet: the line of the file, may be empty.
    """

    severity: Literal["error", "warning"]
    summary: str
    detail: str = ""
    address: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    snippet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log(Event):
    """Any other line; `kind` is Terraform's type of the event, empty for a line that is not JSON."""

    kind: str = ""


def printed_state(line: str) -> str | None:
    """Return the state that Terraform prints where it can write it nowhere; None for any other line."""
    # "EmergencyDumpState" of Terraform's operation view; it has no type of its own.
    if '"Emergency state dump"' not in line:
        return None
    try:
        return json.dumps(json.loads(line)["state"], indent=2)
    except (ValueError, KeyError, TypeError):
        return None


def parse(line: str) -> Event:
    """Return the event in a line of `-json` output; never raises."""
    text = line.rstrip("\r\n")
    try:
        data = json.loads(text)
    except ValueError:
        return Log(message=text)
    if not isinstance(data, dict):
        return Log(message=text)
    common: dict[str, str] = {
        "message": str(data.get("@message", "")),
        "level": str(data.get("@level", "info")),
        "timestamp": str(data.get("@timestamp", "")),
    }
    kind = str(data.get("type", ""))
    try:
        return _PARSERS[kind](common, data)
    except (KeyError, TypeError, ValueError, AttributeError):
        return Log(**common, kind=kind)


def _address(data: dict[str, Any]) -> Address:
    return Address(
        text=data["addr"],
        module=data.get("module") or "",
        type=data["resource_type"],
        name=data["resource_name"],
        key=data.get("resource_key"),
    )


def _version(common: dict[str, str], data: dict[str, Any]) -> Event:
    return VersionReport(**common, version=data.get("terraform") or data["tofu"], ui=data["ui"])


def _change(kind: type[PlannedChange]) -> _Parser:
    def build(common: dict[str, str], data: dict[str, Any]) -> Event:
        change = data["change"]
        previous = change.get("previous_resource")
        return kind(
            **common,
            resource=_address(change["resource"]),
            action=change["action"],
            reason=change.get("reason") or "",
            previous=_address(previous) if previous else None,
        )

    return build


def _summary(common: dict[str, str], data: dict[str, Any]) -> Event:
    changes = data["changes"]
    return ChangeSummary(
        **common,
        operation=changes["operation"],
        add=changes["add"],
        change=changes["change"],
        remove=changes["remove"],
        imported=changes.get("import", 0),
    )


def _hook(kind: Callable[..., Event], *names: str) -> _Parser:
    """Return a parser of events about a resource instance; `names` are the class's further fields."""

    def build(common: dict[str, str], data: dict[str, Any]) -> Event:
        hook = data["hook"]
        return kind(
            **common,
            resource=_address(hook["resource"]),
            **{name: _HOOK_FIELDS[name](hook) for name in names},
        )

    return build


_HOOK_FIELDS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "action": lambda hook: hook["action"],
    "elapsed": lambda hook: float(hook["elapsed_seconds"]),
    "id": lambda hook: hook.get("id_value") or "",
}


def _outputs(common: dict[str, str], data: dict[str, Any]) -> Event:
    outputs = tuple(
        Output(
            name=name,
            sensitive=bool(output.get("sensitive")),
            action=output.get("action") or "",
            value=None if output.get("sensitive") else output.get("value"),
        )
        for name, output in data["outputs"].items()
    )
    return Outputs(**common, outputs=outputs)


def _diagnostic(common: dict[str, str], data: dict[str, Any]) -> Event:
    diagnostic = data["diagnostic"]
    severity: Literal["error", "warning"] = "error" if diagnostic["severity"] == "error" else "warning"
    place = diagnostic.get("range") or {}
    start = place.get("start") or {}
    return Diagnostic(
        message=f"{severity.capitalize()}: {diagnostic['summary']}",
        level="error" if severity == "error" else "warn",
        timestamp=common["timestamp"],
        severity=severity,
        summary=diagnostic["summary"],
        detail=diagnostic.get("detail") or "",
        address=diagnostic.get("address") or "",
        file=place.get("filename") or "",
        line=start.get("line") or 0,
        column=start.get("column") or 0,
        snippet=(diagnostic.get("snippet") or {}).get("code") or "",
    )


_PARSERS: dict[str, _Parser] = {
    "version": _version,
    "planned_change": _change(PlannedChange),
    "resource_drift": _change(ResourceDrift),
    "change_summary": _summary,
    "apply_start": _hook(ApplyStart, "action", "id"),
    "apply_progress": _hook(ApplyProgress, "action", "elapsed"),
    "apply_complete": _hook(ApplyComplete, "action", "elapsed", "id"),
    "apply_errored": _hook(ApplyErrored, "action", "elapsed"),
    "refresh_start": _hook(RefreshStart, "id"),
    "refresh_complete": _hook(RefreshComplete, "id"),
    "outputs": _outputs,
    "diagnostic": _diagnostic,
}
