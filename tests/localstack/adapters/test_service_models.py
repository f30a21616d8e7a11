"""The newer API models, against those of the installed botocore."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from privatelink_localstack.adapters.service_models import EXTRAS, MODELS

FILES = sorted(MODELS.glob(f"*/*/service-2.{EXTRAS}-extras.json"))


def merged(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))["merge"]


def installed(file: Path) -> Any:
    """Return botocore's own model of the service and API version of a file."""
    loader = botocore.session.Session().get_component("data_loader")
    return loader.load_service_model(file.parts[-3], "service-2", file.parts[-2])


def test_there_are_models() -> None:
    assert [file.parts[-3] for file in FILES] == ["ec2", "elbv2"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parts[-3])
def test_models_have_only_what_the_installed_botocore_lacks(file: Path) -> None:
    """A newer botocore makes these files shorter, and then superfluous."""
    own, other = merged(file), installed(file)
    known = [name for name in own.get("operations", {}) if name in other["operations"]]
    known += [
        f"{shape}.{member}"
        for shape, definition in own["shapes"].items()
        for member in definition.get("members", {})
        if member in other["shapes"].get(shape, {}).get("members", {})
    ]
    assert known == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parts[-3])
def test_models_refer_to_shapes_that_exist(file: Path) -> None:
    own, other = merged(file), installed(file)
    referred = {
        member["shape"] for definition in own["shapes"].values() for member in definition.get("members", {}).values()
    }
    referred |= {definition["member"]["shape"] for definition in own["shapes"].values() if "member" in definition}
    assert referred - {*own["shapes"], *other["shapes"]} == set()
