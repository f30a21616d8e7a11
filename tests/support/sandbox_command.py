"""`privatelink`, whose official AWS provider may be the trimmed one: `python -m tests.support.sandbox_command …`.

The user's CLI configuration installs it; see `tests.support.sandbox.installed`.
"""

from __future__ import annotations

from unittest.mock import patch

from privatelink_cli.app import main
from privatelink_harness.stacks import install

if __name__ == "__main__":
    with patch.object(install, "reject_build"):
        main()
