"""Terraform with the trimmed AWS provider, which serves all tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from privatelink_harness.aws_provider.trimmed import store
from privatelink_harness.aws_provider.trimmed.recipe import Recipe
from tests.support import mocked
from tests.support.mocked import Terraform, served


@pytest.fixture(scope="session")
def provider() -> Iterator[dict[str, str]]:
    """The variables by which Terraform finds the one AWS provider; none where no trimmed one is built."""
    with served(store.find(Recipe.load())) as variables:
        yield variables


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory, provider: dict[str, str]) -> Terraform:
    """The way to run Terraform with the trimmed AWS provider, where it is built."""
    return mocked.quick(tmp_path_factory.mktemp("quick"), provider)
