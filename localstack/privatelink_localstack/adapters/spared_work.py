"""Work of moto's that most calls do not need.

For every account moto creates 1,181 images, each with a volume and a snapshot, and AWS's managed policies, which takes
0.2 s of the account's first call and 4 MB. Few accounts ask for them: here they are created when they are first read.
For every call it lists the methods of the class that answers, a tenth of the call's time: here once for each class.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from typing import Any

from moto.core import responses, utils
from moto.ec2.models.amis import AmiBackend
from moto.ec2.models.elastic_block_store import EBSBackend
from moto.iam.models import IAMBackend

_lock = threading.RLock()

_MAKE_IMAGES: Callable[[Any], None] = AmiBackend._load_amis  # noqa: SLF001 - moto creates them nowhere else
_MAKE_POLICIES: Callable[[Any], Any] = IAMBackend._init_aws_policies  # noqa: SLF001 - as above
_METHOD_NAMES: Callable[[Any], list[str]] = utils.method_names_from_class


class Deferred:
    """An attribute of moto's backends that is filled when it is first read.

    Parameters:
        name: of the attribute.
        pending: name of the attribute that says that nothing is created yet; two of these may share it.
        fill: creates what the attribute holds.
    """

    def __init__(self, name: str, pending: str, fill: Callable[[Any], None]) -> None:
        self._name = name
        self._pending = pending
        self._fill = fill

    def __get__(self, backend: Any, owner: type | None = None) -> Any:
        """Return the value. A thread that reads it while another one fills it waits."""
        if backend is None:
            return self
        with _lock:
            if backend.__dict__.pop(self._pending, False):
                self._fill(backend)
            return backend.__dict__[self._name]

    def __set__(self, backend: Any, value: Any) -> None:
        backend.__dict__[self._name] = value


def spare() -> None:
    """Let moto create images and policies when they are first read, and list methods once."""
    backends: Any = AmiBackend
    backends.amis = Deferred("amis", "_no_images_yet", _MAKE_IMAGES)
    backends._load_amis = _make_no_images  # noqa: SLF001
    backends = EBSBackend
    backends.snapshots = Deferred("snapshots", "_no_images_yet", _MAKE_IMAGES)
    backends = IAMBackend
    for name in ("aws_managed_policies", "managed_policies"):
        setattr(backends, name, Deferred(name, "_no_policies_yet", _make_policies))
    backends._init_aws_policies = _make_no_policies  # noqa: SLF001
    backends._init_managed_policies = dict  # noqa: SLF001 - without arguments, as a class is not bound
    answering: Any = responses
    answering.method_names_from_class = cache(_METHOD_NAMES)


def release_images(backend: Any) -> None:
    """Free the images of a backend that nobody uses any longer, with their volumes and snapshots, at once.

    Each refers to the backend, so that only a collection of garbage would find them, and those of several accounts
    that wait for one leave gaps in the heap. A call that still reads them keeps the dictionaries that it has.
    """
    backend.amis, backend.snapshots, backend.volumes = {}, {}, {}


def _make_no_images(backend: Any) -> None:
    backend._no_images_yet = True  # noqa: SLF001


def _make_no_policies(backend: Any) -> list[Any]:
    backend._no_policies_yet = True  # noqa: SLF001
    return []


def _make_policies(backend: Any) -> None:
    backend.aws_managed_policies = _MAKE_POLICIES(backend)
    backend.managed_policies = {policy.arn: policy for policy in backend.aws_managed_policies}
