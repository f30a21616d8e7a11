"""Terraform's end when the process that started it is ended from outside."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from privatelink_harness.terraform import Terraform, TerraformError, find
from tests.support.until import until

if TYPE_CHECKING:
    from pathlib import Path

    from privatelink_harness.terraform.events import Event

# The provisioner tells Terraform's process id, then runs for ten minutes.
MAIN = """
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "echo pid=$PPID; exec sleep 600"
  }
}
"""

CALLER = """
import os, sys
from pathlib import Path
from privatelink_harness.terraform import Terraform, find
from tests.support.until import until
root = Path(sys.argv[1])
terraform = Terraform(find(), root, {"HOME": str(root), "PATH": "/usr/bin:/bin"})
terraform.apply(root / "plan", lambda event: print(event.message, flush=True))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_terraform_stops_in_order_when_its_caller_ends(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "main.tf").write_text(MAIN)
    terraform = Terraform(find(), tmp_path, {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
    terraform.init()
    terraform.plan(tmp_path / "plan")
    with subprocess.Popen(
        [sys.executable, "-c", CALLER, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as caller:
        assert caller.stdout is not None
        said = next(line for line in caller.stdout if "(local-exec): pid=" in line)
        process = psutil.Process(int(said.rpartition("=")[2]))
        family = [process, *process.children(recursive=True)]
        caller.send_signal(number)
    _, left = psutil.wait_procs(family, timeout=60)
    # An ended process that nobody has waited for is a zombie: where process 1 does not, it stays one.
    assert [each for each in left if each.status() != psutil.STATUS_ZOMBIE] == []
    resources = json.loads((tmp_path / "terraform.tfstate").read_text())["resources"]
    assert [(each["name"], each["instances"][0]["status"]) for each in resources] == [("slow", "tainted")]


def test_terraform_that_crashes_leaves_no_child(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(MAIN)
    terraform = Terraform(find(), tmp_path, {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"})
    terraform.init()
    terraform.plan(tmp_path / "plan")
    children: list[psutil.Process] = []

    def crash(event: Event) -> None:
        if "(local-exec): pid=" in event.message:
            process = psutil.Process(int(event.message.rpartition("=")[2]))
            children.extend(process.children(recursive=True))
            # Go's runtime ends as after a panic: with its stacks, exit code 2, and no word to its children.
            process.send_signal(signal.SIGQUIT)

    with pytest.raises(TerraformError, match="goroutine"):
        terraform.apply(tmp_path / "plan", crash)
    assert children
    _, left = psutil.wait_procs(children, timeout=60)
    assert [each for each in left if each.status() != psutil.STATUS_ZOMBIE] == []


KILLED_AT_ONCE = """
import os, signal, subprocess, sys
from pathlib import Path
from privatelink_harness.terraform.process import Guard, Interrupt, stream

class Killing(subprocess.Popen):
    def __init__(self, argv, **options):
        super().__init__(argv, **options)
        if argv[0] == "sh":
            os.kill(os.getpid(), signal.SIGKILL)

subprocess.Popen = Killing
script = "head -c 200000 /dev/zero && echo done > ended"
root = Path(sys.argv[1])
stream(["sh", "-c", script], directory=root, environment=dict(os.environ), interrupt=Interrupt(), on_line=print,
       guard=Guard(root / "lock"))
"""


def test_command_whose_caller_is_killed_as_it_starts_goes_on_to_its_own_end(tmp_path: Path) -> None:
    # A pipe takes 64 KiB: without a reader the command would wait for good, or die with its children left.
    subprocess.run([sys.executable, "-c", KILLED_AT_ONCE, str(tmp_path)], check=False)
    until((tmp_path / "ended").exists, bool)
