"""docs/reference/: pages made from the code are current, and pages written by hand have everything."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest

from privatelink_harness.checks.property import Property
from tests.support.paths import ROOT


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    """scripts/reference.py as a module."""
    spec = importlib.util.spec_from_file_location("reference_pages", ROOT / "scripts" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_current(reference: ModuleType) -> None:
    assert reference.main(["--check"]) == 0


def test_spec_page_links_keys_to_their_objects(reference: ModuleType) -> None:
    page = reference.spec()

    assert "| `endpoints` | map of [InterfaceEndpoint](#interfaceendpoint) or [GatewayEndpoint]" in page
    assert "| `ports` | list of whole number or text |" in page


def test_answers_page_has_null_and_descriptions(reference: ModuleType) -> None:
    assert "| `kept` | text or null | the directory of the stack where it was not destroyed. |" in reference.answers()


def test_plugin_page_has_what_tests_call(reference: ModuleType) -> None:
    page = reference.plugin_api()

    assert "| `privatelink_session` | session | [Stacks](#stacks) |" in page
    assert "| `--privatelink-aws-provider auto\\|official\\|trimmed` |" in page
    assert "client(service: str, region: str | None = None) -> Any" in page
    assert "| `outputs` | `Mapping[str, Any]` | The root module's outputs. |" in page
    assert "Raises `VerificationError`: some do." in page


def test_plugin_page_leaves_no_member_unexplained(reference: ModuleType) -> None:
    empty = re.findall(r"^\| `(\w+)` \| `[^|]*` \|  \|$", reference.plugin_api(), re.MULTILINE)

    # Their types say it all, and their classes have a section.
    assert set(empty) <= {"run", "property", "verdict", "type", "name", "account", "region", "accounts", "resources"}


@pytest.mark.parametrize("property_", Property)
def test_every_property_is_documented(property_: Property) -> None:
    page = (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")

    assert re.search(rf"^\| {re.escape(property_)} \|", page, re.MULTILINE)


def test_every_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    pages = {str(page.relative_to(ROOT / "docs")) for page in ROOT.glob("docs/**/*.md")}

    assert pages <= set(re.findall(r"- ([\w/.-]+\.md)", navigation))
