"""Checks of a plan alone: what the spec asks for, and what Terraform would create. No API is asked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privatelink_generator import hcl
from privatelink_generator.patterns.consumer.model import ConsumerSpec
from privatelink_generator.patterns.registry import PATTERNS
from privatelink_harness.checks.check import Check, Proof, Sources, judge
from privatelink_harness.checks.consumer.evidence import service_name
from privatelink_harness.checks.consumer.match import match
from privatelink_harness.checks.property import Property
from privatelink_harness.checks.where import where

if TYPE_CHECKING:
    from privatelink_generator.patterns.base import Spec
    from privatelink_harness.terraform.snapshot import Resource, Snapshot

_CALL = re.compile(r'^module "([^"]+)" \{\n(?:.*\n)*?  source += "([^"]+)"$', re.MULTILINE)
_CONDITIONAL = re.compile(r'^resource "(\w+)" "([^"]+)" \{\n  (?:count|for_each) +=', re.MULTILINE)
_LATER = Sources(note="the service's name is known after the apply only")
_EXAMPLE = "examples/complete/"
_ENDPOINT = "aws_vpc_endpoint"


@dataclass(frozen=True, slots=True)
class _Module:
    """A generated module inside a plan.

    Parameters:
        address: of the module in the plan.
        conditional: addresses of the resources that its variables may leave out.
        label: what stands before the names of its resources in a report: "" for the module itself.
    """

    spec: Spec
    address: str
    conditional: frozenset[str]
    label: str = ""


def check_plan(
    spec: Spec, files: Mapping[str, str], plan: Snapshot, *, only: Collection[Property] | None = None
) -> list[Check]:
    """Return a check for each resource that the spec asks for, and for what a plan tells of each endpoint.

    Parameters:
        files: of the spec's module, whose complete example is planned.
        only: the properties to check; None: all.
    """
    rows = [
        judge(subject, about, sources, proof=Proof.STRUCTURAL, gaps={}, where=where(spec, (), about))
        for module in _modules(spec, files)
        for subject, about, sources in _rows(module, plan)
    ]
    return [row for row in rows if only is None or row.property in only]


def _modules(spec: Spec, files: Mapping[str, str]) -> Iterator[_Module]:
    """Yield the spec's module, and the modules inside it that have specs of their own."""
    [call] = [name for name, source in _calls(files, _EXAMPLE) if source == "../.."]
    root = f"module.{call}"
    yield _Module(spec, root, _conditional(files, ""))
    parts = PATTERNS[spec.pattern].parts(spec)
    for name, source in _calls(files, ""):
        if part := parts.get(source.removeprefix("./")):
            folder = f"{source.removeprefix('./')}/"
            yield _Module(part, f"{root}.module.{name}", _conditional(files, folder), f"{name} ")


def _calls(files: Mapping[str, str], folder: str) -> Iterator[tuple[str, str]]:
    """Yield name and source of each module that the files of a folder call."""
    for text in _texts(files, folder):
        yield from _CALL.findall(text)


def _conditional(files: Mapping[str, str], folder: str) -> frozenset[str]:
    return frozenset(".".join(found) for text in _texts(files, folder) for found in _CONDITIONAL.findall(text))


def _texts(files: Mapping[str, str], folder: str) -> Iterator[str]:
    for path, text in files.items():
        if path.startswith(folder) and path.endswith(".tf") and "/" not in path.removeprefix(folder):
            yield text


def _rows(module: _Module, plan: Snapshot) -> Iterator[tuple[str, Property, Sources]]:
    inside = [resource for resource in plan.resources if resource.module == module.address]
    found = {f"{resource.type}.{resource.name}" for resource in inside}
    # A composition expects its parts, which are looked into each by itself.
    expected = {each for each in PATTERNS[module.spec.pattern].expects(module.spec) if not each.startswith("module.")}
    listed = {each for each in found if each.partition(".")[0] in _types(expected)}
    for address in sorted(expected - module.conditional | listed):
        yield f"{module.label}{address}", Property.EXISTS, Sources(spec=address in expected, plan=address in found)
    if isinstance(module.spec, ConsumerSpec):
        yield from _endpoints(module, module.spec, inside)


def _types(addresses: Collection[str]) -> set[str]:
    return {address.partition(".")[0] for address in addresses}


def _endpoints(
    module: _Module, spec: ConsumerSpec, inside: Collection[Resource]
) -> Iterator[tuple[str, Property, Sources]]:
    region = spec.region or spec.example_region
    planned = [resource for resource in inside if resource.type == _ENDPOINT]
    matches = match(spec, planned, lambda resource: str(resource.values.get("region") or region))
    unnamed = {resource.name: resource for resource in planned if "service_name" not in resource.values}
    for name, endpoint in spec.endpoints.items():
        resource = matches.get(name) or unnamed.get(hcl.label(name))
        subject = f"{module.label}{name}"
        yield subject, Property.EXISTS, Sources(spec=True, plan=resource is not None)
        if resource:
            found = str(resource.values.get("service_name", ""))
            expected = service_name(endpoint, str(resource.values.get("region") or region), found)
            yield subject, Property.TYPE, Sources(spec=endpoint.aws_type, plan=resource.values.get("vpc_endpoint_type"))
            yield subject, Property.SERVICE, Sources(spec=expected, plan=found) if found else _LATER
