"""The jobs of a CI system."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from privatelink_harness.errors import HarnessError
from privatelink_harness.fleets.matrix import matrix

SPECS = [Path(f"specs/{name}.yaml") for name in ("a", "b", "my core", "d", "e")]


def test_github_has_a_job_for_each_spec_in_one_line() -> None:
    text = matrix(SPECS, "github")
    jobs = json.loads(text)["include"]
    assert "\n" not in text
    assert [shlex.split(job["specs"]) for job in jobs] == [[str(spec)] for spec in SPECS]
    assert [job["shard"] for job in jobs] == ["1/5", "2/5", "3/5", "4/5", "5/5"]


@pytest.mark.parametrize("shards", [1, 2, 3, 9])
def test_shards_are_all_specs(shards: int) -> None:
    jobs = json.loads(matrix(SPECS, "github", shards=shards))["include"]
    assert len(jobs) == min(shards, len(SPECS))
    assert sorted(spec for job in jobs for spec in shlex.split(job["specs"])) == sorted(map(str, SPECS))


def test_gitlab_has_a_pipeline_of_jobs_that_extend_the_users() -> None:
    jobs = json.loads(matrix(SPECS, "gitlab", shards=2))
    assert jobs == {
        "privatelink 1/2": {
            "extends": ".privatelink",
            "variables": {"SHARD": "1/2", "SPECS": "specs/a.yaml 'specs/my core.yaml' specs/e.yaml"},
        },
        "privatelink 2/2": {
            "extends": ".privatelink",
            "variables": {"SHARD": "2/2", "SPECS": "specs/b.yaml specs/d.yaml"},
        },
    }


def test_more_jobs_than_the_system_takes_are_rejected() -> None:
    specs = [Path(f"{number}.yaml") for number in range(257)]
    with pytest.raises(HarnessError, match="257 jobs: github takes 256 at most"):
        matrix(specs, "github")
    assert len(json.loads(matrix(specs, "github", shards=256))["include"]) == 256
