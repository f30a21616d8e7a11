"""scripts/catalogue_compare.py: what a newer botocore has that the catalogue lacks."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from scripts.catalogue_compare import data_of, news

USED = {"lambda": "lambda", "old.api": "old", "old.data": "old"}


def test_new_client_without_an_entry_is_news() -> None:
    lines = list(
        news(clients=(["lambda", "s3"], ["lambda", "s3", "shiny", "old.api"]), entries=USED, used=USED, names={})
    )

    assert lines == ["new client without an entry: shiny"]


def test_client_that_is_gone_is_news_if_services_have_its_name() -> None:
    lines = list(news(clients=(["lambda", "old", "unused"], ["lambda"]), entries=USED, used=USED, names={}))

    assert lines == ["client is gone: old, of old.api, old.data"]


def test_other_private_name_is_news_where_it_is_other() -> None:
    before = {"*": ["a.{region}"], "aws-cn": ["a.cn"]}
    after = {"*": ["a.{region}"], "aws-eusc": ["a.eu"]}

    names = {"a": (before, after), "b": (before, before)}

    assert list(news(clients=([], []), entries=(), used={}, names=names)) == [
        "a in aws-cn: a.cn is now as elsewhere",
        "a in aws-eusc: as elsewhere is now a.eu",
    ]


def test_data_of_a_wheel_is_unpacked_and_removed(tmp_path: Path) -> None:
    wheel = tmp_path / "botocore-2-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("botocore/data/lambda/service-2.json", "{}")
        archive.writestr("botocore/session.py", "")

    with data_of(wheel) as data:
        found = sorted(path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file())

    assert (found, data.exists()) == (["lambda/service-2.json"], False)


def test_data_of_a_directory_is_that_of_the_package_in_it(tmp_path: Path) -> None:
    (tmp_path / "botocore" / "data").mkdir(parents=True)

    with data_of(tmp_path) as data:
        assert data == tmp_path / "botocore" / "data"


def test_directory_without_botocore_ends_the_script(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught, data_of(tmp_path):
        pass

    assert (
        caught.value.code
        == f"{tmp_path}: has no botocore/data; name a wheel of botocore, or the directory that has the package"
    )
