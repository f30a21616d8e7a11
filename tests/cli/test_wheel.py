"""The wheel has every file of the packages, data included."""

from __future__ import annotations

import subprocess

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.support.paths import ROOT

PACKAGES = {
    "cli/privatelink_cli": "privatelink_cli",
    "generator/privatelink_generator": "privatelink_generator",
    "harness/privatelink_harness": "privatelink_harness",
    "localstack/privatelink_localstack": "privatelink_localstack",
    "templates": "privatelink_generator/templates",
}


@pytest.mark.process
def test_wheel_has_every_tracked_file_of_the_packages() -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-z", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    tracked = [path for path in listing.split("\0") if path and (ROOT / path).exists()]
    wanted = {
        f"{target}{path.removeprefix(source)}"
        for path in tracked
        for source, target in PACKAGES.items()
        if path.startswith(f"{source}/")
    }
    packed = {
        str(file.distribution_path).replace("\\", "/") for file in WheelBuilder(str(ROOT)).recurse_included_files()
    }

    assert len(wanted) > 300
    assert wanted - packed == set()
