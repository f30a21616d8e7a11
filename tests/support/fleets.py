"""Jobs and outcomes of fleets."""

from __future__ import annotations

from pathlib import Path

from privatelink_generator.load import loads
from privatelink_harness.fleets.work import Job, Outcome, Status
from tests.support.reports import REPORT

SPEC = "version: 1\npattern: consumer\nname: {name}\nendpoints:\n  s3: {{service: s3, type: gateway}}\n"


def job(name: str, *, size: int = 1) -> Job:
    """Return a job whose module's text has this many characters."""
    path = Path(f"{name}.yaml")
    return Job(path, loads(SPEC.format(name=name), str(path)), {"main.tf": "#" * size})


PASSED = Outcome(Path("a.yaml"), "a", Status.PASSED, REPORT, seconds=2.0)
ERROR = Outcome(Path("b.yaml"), "b", Status.ERROR, message="terraform apply failed:\nno", hint="Try.", seconds=1.0)
STOPPED = Outcome(Path("c.yaml"), "c", Status.STOPPED, message="not started")
