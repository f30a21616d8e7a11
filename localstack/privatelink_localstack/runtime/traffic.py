"""The data plane beside LocalStack, as its users see it: a setting, a socket, a status."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from privatelink_localstack.runtime.errors import LocalStackError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "PRIVATELINK_TRAFFIC"
"""Environment variable with the setting, of the user's and of LocalStack's own environment."""

SOCKET_VARIABLE = "PRIVATELINK_TRAFFIC_SOCKET"
"""LocalStack's environment variable with the path of the data plane's socket."""

_TIMEOUT = 60.0
_PATH = "/_privatelink/traffic"


class Traffic(StrEnum):
    """Whether traffic flows.

    AUTO: the data plane starts when it is first used.
    ON: it starts with LocalStack.
    """

    AUTO = "auto"
    ON = "on"
    OFF = "off"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Traffic:
        """Return the setting of an environment; AUTO where it has none.

        Raises:
            LocalStackError: the variable has another value.
        """
        given = environment.get(VARIABLE) or cls.AUTO
        try:
            return cls(given)
        except ValueError:
            raise LocalStackError(
                f"{VARIABLE}: {given!r} is neither auto, on nor off", hint=f"Unset {VARIABLE}, or correct it."
            ) from None


class Phase(StrEnum):
    """What the data plane does.

    READY: it starts when it is first used.
    REFUSED: it ended again and again.
    """

    OFF = "off"
    READY = "ready"
    RUNNING = "running"
    REFUSED = "refused"


class Mode(StrEnum):
    """What stands for a VPC.

    PROXIES: of HTTP, where the kernel refuses namespaces.
    """

    NAMESPACES = "namespaces"
    PROXIES = "proxies"


@dataclass(frozen=True, slots=True)
class TrafficStatus:
    """The data plane of a LocalStack.

    Parameters:
        mode: None while it does not run.
        refusal: why the kernel refuses namespaces, where proxies stand for them.
        socket: where `dataplane.client.Client` finds it, while it runs.
        problem: why it does not run, or why its state is not in force.
        way_out: what a person can do about it.
        vpcs, endpoints: how many it has; VPCs without network interfaces don't count.
        left_out: IDs of records that it lacks because they can't be read, which is a fault of ours.
    """

    phase: Phase
    setting: Traffic = Traffic.AUTO
    socket: Path | None = None
    pid: int | None = None
    problem: str | None = None
    way_out: str | None = None
    vpcs: int = 0
    endpoints: int = 0
    mode: Mode | None = None
    refusal: str | None = None
    left_out: tuple[str, ...] = ()


def read_traffic(endpoint: str) -> TrafficStatus:
    """Return the status of a LocalStack's data plane.

    Parameters:
        endpoint: LocalStack's URL.

    Raises:
        LocalStackError: it does not answer, or has no emulation.
    """
    return _ask(endpoint, "GET")


def open_traffic(endpoint: str) -> TrafficStatus:
    """Start a LocalStack's data plane unless it runs; return its status when all changes before are in force.

    Raises:
        LocalStackError: as in `read_traffic`. A data plane that can't run is no error: the status says why.
    """
    return _ask(endpoint, "POST")


def _ask(endpoint: str, method: str) -> TrafficStatus:
    request = Request(f"{endpoint}{_PATH}", method=method)  # noqa: S310 - LocalStack's own URL
    try:
        with urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - as above
            found = json.load(answer)
    except HTTPError as error:
        raise LocalStackError(
            f"{endpoint}: this LocalStack has no data plane (status {error.code})",
            hint="Start one with the emulation: privatelink localstack up.",
        ) from error
    except (OSError, HTTPException, ValueError) as error:
        raise LocalStackError(f"{endpoint}: LocalStack does not tell about its data plane: {error}") from error
    return TrafficStatus(
        Phase(found["phase"]),
        Traffic(found["setting"]),
        Path(found["socket"]) if found["socket"] else None,
        found["pid"],
        found["problem"],
        found["way_out"],
        found["vpcs"],
        found["endpoints"],
        Mode(found["mode"]) if found["mode"] else None,
        found["refusal"],
        tuple(found.get("left_out", ())),
    )
