"""An AWS provider that stays up between Terraform's commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from privatelink_harness.aws_provider.served import Promised, ServedProvider, types
from privatelink_harness.errors import HarnessError

ADDRESS = "registry.terraform.io/hashicorp/aws"

SERVER = """#!{python}
import os, sys
open(sys.argv[2], "w").write(os.environ["PRIVATELINK_AWS_TYPES"])
print("listening", flush=True)
sys.stdin.read()
"""

CRASHING = """#!{python}
import os, signal, sys
def crash(*_):
    os.write(2, b"panic: assignment to entry in nil map\\n\\ngoroutine 1 [running]:\\n")
    os._exit(2)
signal.signal(signal.SIGUSR1, crash)
os.write(2, b"a warning\\n")
print("listening", flush=True)
sys.stdin.read()
"""

CALLER = """
import os, sys, time
from pathlib import Path
from privatelink_harness.aws_provider.served import Promised, ServedProvider
served = ServedProvider(Path(sys.argv[1]), "aws", Path(sys.argv[2]))
print(served.reattach(dict(os.environ))[0]["TF_REATTACH_PROVIDERS"], flush=True)
time.sleep(600)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    path = tmp_path / "root"
    path.mkdir()
    (path / "main.tf").write_text('resource "aws_vpc" "this" {}\n')
    return path


@pytest.fixture
def executable(tmp_path: Path) -> Path:
    path = tmp_path / "provider"
    path.write_text(SERVER.format(python=sys.executable))
    path.chmod(0o755)
    return path


@pytest.fixture
def served(executable: Path, root: Path) -> Iterator[ServedProvider]:
    provider = ServedProvider(executable, ADDRESS, root)
    yield provider
    provider.close()


def reattached(served: ServedProvider) -> tuple[int, Path]:
    """Return the process and the socket that Terraform is led to."""
    variables, lifeline = served.reattach(dict(os.environ))
    found = json.loads(variables["TF_REATTACH_PROVIDERS"])[ADDRESS]
    assert lifeline is not None
    assert (found["Protocol"], found["ProtocolVersion"], found["Test"]) == ("grpc", 5, True)
    return found["Pid"], Path(found["Addr"]["String"])


def test_types_are_those_of_the_root_module_its_modules_and_its_state(root: Path) -> None:
    called = root.parent / "called"
    called.mkdir()
    (called / "data.tf.json").write_text('{"data": {"aws_partition": {"this": {}}}}')
    (root / "terraform.tfstate").write_text('{"resources": [{"type": "aws_subnet"}]}')
    listed = [{"Key": "", "Dir": "."}, {"Key": "called", "Dir": "../called"}]
    (root / ".terraform" / "modules").mkdir(parents=True)
    (root / ".terraform" / "modules" / "modules.json").write_text(json.dumps({"Modules": listed}))
    assert types(root) == frozenset({"aws_vpc", "aws_partition", "aws_subnet"})


def test_types_of_a_state_elsewhere_are_unknown(root: Path) -> None:
    (root / ".terraform").mkdir()
    (root / ".terraform" / "terraform.tfstate").write_text('{"backend": {"type": "s3"}}')
    assert types(root) is None


def test_init_is_promised_an_aws_provider_unless_the_user_wants_its_log() -> None:
    variables, lifeline = Promised(ADDRESS).reattach({"TF_LOG": "OFF"})
    assert (list(json.loads(variables["TF_REATTACH_PROVIDERS"])), lifeline) == ([ADDRESS], None)
    assert Promised(ADDRESS).reattach({"TF_LOG": "debug"}) == ({}, None)


@pytest.mark.process
def test_one_process_serves_all_commands(served: ServedProvider) -> None:
    first, socket = reattached(served)
    assert reattached(served) == (first, socket)
    assert socket.read_text() == "aws_vpc"
    assert socket.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.process
def test_another_one_serves_when_the_modules_have_further_types(served: ServedProvider, root: Path) -> None:
    first, _ = reattached(served)
    (root / "more.tf").write_text('resource "aws_subnet" "this" {}\n')
    second, socket = reattached(served)
    assert (second != first, psutil.pid_exists(first)) == (True, False)
    assert socket.read_text() == "aws_subnet aws_vpc"
    (root / "more.tf").unlink()
    assert reattached(served)[0] == second


@pytest.mark.process
def test_all_types_are_served_where_the_state_is_elsewhere(served: ServedProvider, root: Path) -> None:
    reattached(served)
    (root / ".terraform").mkdir()
    (root / ".terraform" / "terraform.tfstate").write_text('{"backend": {"type": "s3"}}')
    process, socket = reattached(served)
    assert socket.read_text() == ""
    assert reattached(served)[0] == process


@pytest.mark.process
def test_another_one_serves_after_its_end(served: ServedProvider) -> None:
    first, socket = reattached(served)
    os.kill(first, signal.SIGKILL)
    psutil.Process(first).wait()
    assert reattached(served)[0] != first
    assert not socket.exists()


@pytest.mark.process
def test_crash_is_what_it_said_first_as_it_crashed(executable: Path, served: ServedProvider) -> None:
    executable.write_text(CRASHING.format(python=sys.executable))
    assert served.crash() == ""
    process, _ = reattached(served)
    assert served.crash() == ""
    os.kill(process, signal.SIGUSR1)
    psutil.Process(process).wait()
    assert served.crash() == "panic: assignment to entry in nil map\n\ngoroutine 1 [running]:"
    reattached(served)
    assert served.crash() == ""


@pytest.mark.process
def test_close_ends_it_and_leaves_no_file(served: ServedProvider) -> None:
    process, socket = reattached(served)
    served.close()
    assert (psutil.pid_exists(process), socket.parent.exists()) == (False, False)


@pytest.mark.process
def test_it_ends_when_its_caller_is_killed(executable: Path, root: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CALLER, executable, root],
        env=os.environ | {"TMPDIR": str(root.parent)},
        stdout=subprocess.PIPE,
        text=True,
    ) as caller:
        assert caller.stdout is not None
        found = json.loads(caller.stdout.readline())["aws"]
        process = psutil.Process(found["Pid"])
        caller.kill()
        _, left = psutil.wait_procs([process], timeout=60)
    assert [each for each in left if each.status() != psutil.STATUS_ZOMBIE] == []


def test_terraform_starts_it_where_the_user_wants_a_log(served: ServedProvider) -> None:
    assert served.reattach({"TF_LOG": "DEBUG"}) == ({}, None)


@pytest.mark.process
def test_an_executable_that_does_not_serve_is_an_error(executable: Path, served: ServedProvider) -> None:
    executable.write_text(f"#!{sys.executable}\nraise SystemExit('another platform')\n")
    with pytest.raises(HarnessError, match="ends before it serves: another platform"):
        served.reattach(dict(os.environ))
