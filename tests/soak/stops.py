"""Clients and runs that stop in the middle."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from privatelink_harness.targets.localstack.session import fresh_account
from tests.support.accounts import forget

if TYPE_CHECKING:
    from tests.soak.soak import Soak

SPEC = Path(__file__).parents[2] / "specs" / "consumer" / "lambda-from-private-subnets.yaml"
END = 90.0
"""Seconds in which a run that is stopped has to end."""


def stop_calls(soak: Soak, chosen: random.Random) -> None:
    """Send calls, whole or not, and go without reading the answers."""
    account = fresh_account()
    soak.abandoned.add(account)
    place = urlsplit(soak.url)
    scope = f"{account}/20260101/us-east-1/ec2/aws4_request"
    body = b"Action=CreateVpc&Version=2016-11-15&CidrBlock=10.0.0.0%2F16"
    head = (
        f"POST / HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Authorization: AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0\r\n\r\n"
    ).encode()
    for _ in range(20):
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=30) as connection:
            whole = head + body
            connection.sendall(whole[: chosen.choice([len(whole), chosen.randrange(1, len(whole))])])
        soak.counts["stopped calls"] += 1
    forget(soak.url, account)


def stop_a_run(soak: Soak, chosen: random.Random) -> None:
    """Start `privatelink test`, stop it by a signal after some seconds, and wait for its end."""
    with tempfile.TemporaryDirectory() as work:
        environment = os.environ | {"LOCALSTACK_ENDPOINT": soak.url, "XDG_STATE_HOME": work}
        command = [str(Path(sys.executable).with_name("privatelink")), "test", str(SPEC)]
        with subprocess.Popen(
            command, env=environment, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as run:
            try:
                output, _ = run.communicate(timeout=chosen.uniform(1, 30))
            except subprocess.TimeoutExpired:
                run.send_signal(chosen.choice([signal.SIGINT, signal.SIGTERM]))
                try:
                    output, _ = run.communicate(timeout=END)
                except subprocess.TimeoutExpired:
                    run.kill()
                    output, _ = run.communicate()
                    soak.fail(f"a stopped run has not ended within {END:.0f} s:\n{output}")
        soak.counts["stopped runs"] += 1
        # The interpreter itself shows an interrupt that comes before any code of ours has begun.
        if "Traceback" in output and re.search(r"/privatelink_\w+/", output):
            soak.fail(f"a run shows a traceback:\n{output}")
