"""The variables that a function's process starts with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

_OUTSIDE = ("AWS_ENDPOINT_URL", "EDGE_PORT", "LOCALSTACK_HOSTNAME")
"""What leads to LocalStack past a VPC."""
_OF_DOCKER = ("LOCALSTACK_RUNTIME_ENDPOINT", "LOCALSTACK_RUNTIME_ID")
"""What LocalStack's own client in containers needs."""
_LAYERS = {
    "PYTHONPATH": ("python", "python/lib/{runtime}/site-packages"),
    "NODE_PATH": ("nodejs/node_modules",),
    "LD_LIBRARY_PATH": ("lib",),
}
"""Directories of layers by the variable that names them. Source: Lambda's guide, "Packaging your layer content"."""


def compose(
    given: Mapping[str, object],
    own: Iterable[str],
    *,
    runtime: str,
    code: Path,
    layers: Sequence[Path],
    temporary: Path,
    path: str,
) -> dict[str, str]:
    """Return the variables, without those of the Runtime API's address and of the place that it runs in.

    Parameters:
        given: LocalStack's for this function, its own configuration's among them.
        own: the names of its own configuration's.
        layers: the directories of its layers, in their order.
        temporary: a directory that only this environment uses.
        path: PATH of LocalStack.
    """
    reserved = {
        "LAMBDA_TASK_ROOT": str(code),
        "LAMBDA_RUNTIME_DIR": str(code),
        # AWS's own runtimes say which they are; only one that the function brings leaves this alone.
        **({} if runtime.startswith("provided") else {"AWS_EXECUTION_ENV": f"AWS_Lambda_{runtime}"}),
    }
    defaults = {
        "PATH": ":".join([*(str(layer / "bin") for layer in layers), path]),
        "LANG": "C.UTF-8",
        "HOME": str(temporary),
        "TMPDIR": str(temporary),
    }
    variables = defaults | {name: str(value) for name, value in given.items()} | reserved
    mine = set(own)
    for name in _OF_DOCKER:
        if name not in mine:
            variables.pop(name, None)
    for name, places in _LAYERS.items():
        # A later layer's files replace those of the layers before it.
        found = [layer / place.format(runtime=runtime) for layer in reversed(layers) for place in places]
        if existing := [str(each) for each in found if each.is_dir()]:
            variables[name] = ":".join([*([variables[name]] if name in variables else []), *existing])
    return variables


def inside(variables: Mapping[str, str], own: Iterable[str]) -> dict[str, str]:
    """Return the variables of a function in a VPC, where AWS's names lead through the VPC's endpoints, or nowhere."""
    mine = set(own)
    return {name: value for name, value in variables.items() if name not in _OUTSIDE or name in mine}
