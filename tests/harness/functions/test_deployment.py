"""The code and the start of functions that tests add to a stack."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from privatelink_harness.errors import HarnessError
from privatelink_harness.functions.deployment import Deployment, archive, deployed

ROLE = "arn:aws:iam::111122223333:role/app"


def files(archived: bytes) -> dict[str, str]:
    """Return the texts of an archive by their names."""
    with zipfile.ZipFile(io.BytesIO(archived)) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


def test_text_is_the_main_module() -> None:
    assert files(archive("x = 1\n")) == {"main.py": "x = 1\n"}


def test_directory_becomes_an_archive(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "main.py").write_text("a")
    (tmp_path / "package" / "inner.py").write_text("b")
    assert files(archive(tmp_path)) == {"main.py": "a", "package/inner.py": "b"}


def test_program_of_a_directory_stays_one(tmp_path: Path) -> None:
    (tmp_path / "bootstrap").touch(0o755)
    (tmp_path / "data").touch(0o600)
    with zipfile.ZipFile(io.BytesIO(archive(tmp_path))) as found:
        assert [each.external_attr >> 16 for each in found.infolist()] == [0o755, 0o644]


def test_archive_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "code.zip").write_bytes(b"PK")
    assert archive(tmp_path / "code.zip") == b"PK"


def test_missing_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HarnessError, match=r"absent: there is no such archive or directory"):
        archive(tmp_path / "absent")


def test_function_that_fails_is_deleted_and_told() -> None:
    client: Any = boto3.client(
        "lambda",
        region_name="us-east-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",  # noqa: S106
    )
    with Stubber(client) as stub:
        stub.add_response("create_function", {}, dict.fromkeys(CREATED, ANY))
        stub.add_response("get_function_configuration", {"State": "Pending"}, {"FunctionName": "caller"})
        failed = {"State": "Failed", "StateReason": "no free address"}
        stub.add_response("get_function_configuration", failed, {"FunctionName": "caller"})
        stub.add_response("delete_function", {}, {"FunctionName": "caller"})
        with (
            pytest.raises(HarnessError, match=r"function 'caller' is Failed: no free address"),
            deployed(client, Deployment("caller", "", ROLE)),
        ):
            pass
        stub.assert_no_pending_responses()


CREATED = ("FunctionName", "Runtime", "Handler", "Role", "Code", "Timeout", "Environment", "VpcConfig")
