"""The findings of `privatelink doctor` about LocalStack."""

from __future__ import annotations

import errno
import importlib
import socket
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from privatelink_harness.errors import extra_hint
from privatelink_harness.finding import Finding

PORT = 4566
"""Where LocalStack listens, over TCP."""


def diagnose() -> list[Finding]:
    """Look for the package, a running process and the port; nothing is started."""
    running = process()
    # Where a LocalStack answers, the port is its own.
    ports = [] if running.found.startswith("http") else [port()]
    return [package(), running, *ports, *traffic()]


def package() -> Finding:
    """Compare the installed LocalStack with the release that the emulation is made for; it is not imported."""
    name, install = "LocalStack, installed", extra_hint("localstack")
    try:
        installed = version("localstack-core")
    except PackageNotFoundError:
        return Finding(name, "warning", "not installed; real accounts do not need it", install)
    required = required_version()
    if installed != required:
        return Finding(name, "warning", f"{installed}, but the emulation is made for {required}", install)
    return Finding(name, "ok", installed)


def required_version() -> str:
    """Return the LocalStack release that the emulation is made for, from this distribution's metadata."""
    requirements = map(Requirement, requires("tf-privatelink") or ())
    localstack = next(requirement for requirement in requirements if requirement.name == "localstack-core")
    return str(localstack.specifier).removeprefix("==")


def process() -> Finding:
    """Ask the runtime, if it is installed, which LocalStack answers."""
    name = "LocalStack, running"
    try:
        running = importlib.import_module("privatelink_localstack.runtime.process").find()
    except (ImportError, AttributeError):
        return Finding(name, "ok", "none; it is started when it is needed")
    except Exception as error:  # noqa: BLE001 - a diagnosis must not fail on what it diagnoses
        return Finding(name, "warning", f"does not answer: {error}", "privatelink localstack down --force")
    if running is None:
        return Finding(name, "ok", "none; it is started when it is needed")
    owner = "ours" if running.owner == "ours" else "yours"
    return Finding(name, "ok", f"{running.endpoint}, LocalStack {running.version}, {owner}")


def traffic() -> list[Finding]:
    """Try what traffic needs of this machine's kernel, step by step; nothing of it is left. Without the package: none.

    A refusal is a warning: then proxies stand for namespaces.
    """
    try:
        tried = importlib.import_module("privatelink_localstack.dataplane.capabilities").probe()
    except ImportError:
        return []
    return [
        Finding(f"Traffic, {each.step}", "ok", "works")
        if each.problem is None
        else Finding(
            f"Traffic, {each.step}",
            "warning",
            f"{each.problem}; traffic goes through proxies, which show less",
            tried.way_out or "",
        )
        for each in tried.attempts
    ]


def port(number: int = PORT) -> Finding:
    """Try to bind the TCP port on the loopback address."""
    name = f"Port {number}"
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            reason = "in use" if error.errno == errno.EADDRINUSE else (error.strerror or str(error))
            return Finding(name, "warning", reason, "LocalStack will take another port by itself.")
    return Finding(name, "ok", "free")
