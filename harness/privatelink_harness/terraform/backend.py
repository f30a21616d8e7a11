"""The place of a root module's state, as `init` has noted it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def is_local(data: Path) -> bool:
    """Return whether the state is the root module's `terraform.tfstate`; `init` notes a backend, this one too.

    Parameters:
        data: Terraform's own directory in the root module, `.terraform`.
    """
    try:
        backend = json.loads((data / "terraform.tfstate").read_text(encoding="utf-8"))["backend"]
        return backend["type"] == "local" and not any(backend["config"].values())
    except FileNotFoundError:
        return True
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
