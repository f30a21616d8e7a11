"""The subjects of a composition: those of each module's own pattern, by account, and its links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from privatelink_generator.patterns.stack.model import Link, StackSpec
from privatelink_harness.checks.api import Api
from privatelink_harness.checks.composition.links import (
    CONNECTION,
    Connection,
    ServiceSide,
    connection,
    linked,
    service_side,
)
from privatelink_harness.checks.composition.parts import Part, checked, find_parts
from privatelink_harness.checks.consumer.evidence import Evidence as EndpointEvidence
from privatelink_harness.checks.hybrid.hub import HUB
from privatelink_harness.checks.provider.evidence import Evidence as ServiceEvidence
from privatelink_harness.checks.provider.subjects import SERVICE_SUBJECT
from privatelink_harness.checks.stack import STACK, StackSnapshot
from privatelink_harness.checks.subject import FindSubjects, Subject

type Found = Mapping[str, list[Subject[Any]]]
"""Subjects by the module that they are in."""


def find_subjects(
    patterns: Mapping[str, FindSubjects], spec: StackSpec, stack: StackSnapshot, api: Api
) -> Iterator[Subject[Any]]:
    """Yield the subjects of every module, account by account, and after those of a service its links.

    The modules are read side by side, each in its own account and Region.

    Parameters:
        patterns: the checks of the modules, by the pattern's name.

    Raises:
        HarnessError: the stack calls the composition several times, or has none of it in the checked account and
            Region; an output that tells the placement has another type; the API refuses or does not answer.
    """
    parts = find_parts(spec, stack)
    shown = checked(parts, stack)
    with ThreadPoolExecutor(max(1, len(parts))) as pool:
        reading = {name: pool.submit(_read, patterns[part.spec.pattern], part, api) for name, part in parts.items()}
    links = _Links(spec, parts, {name: future.result() for name, future in reading.items()})
    for alias in spec.aliases:
        for part in shown:
            if part.account.alias == alias:
                yield from links.subjects(part)


def _read(find: FindSubjects, part: Part, api: Api) -> list[Subject[Any]]:
    return list(find(part.spec, part.stack, api))


@dataclass(frozen=True, slots=True)
class _Links:
    """A composition's modules with the subjects of each, from which the two sides of a link are read."""

    spec: StackSpec
    parts: Mapping[str, Part]
    found: Found

    def subjects(self, part: Part) -> Iterator[Subject[Any]]:
        """Yield a module's subjects, named by it; then the links to its service."""
        links = {link.endpoint_name: link for link in self.spec.links if link.module == part.name}
        for subject in self.found[part.name]:
            link = links.get(subject.name)
            name = part.name if subject.name == STACK else f"{part.name}.{subject.name}"
            table = subject.table
            if link and isinstance(subject.evidence, EndpointEvidence):
                table = linked(table, link, self._service(link.service))
            # A hub's spokes are in accounts of their own.
            is_parts = subject.account is None or subject.account.alias == HUB
            root = ("modules", part.name, "spec", *subject.root)
            account = part.account if is_parts else subject.account
            yield replace(subject, name=name, table=table, account=account, root=root)
        for index, link in enumerate(self.spec.links):
            if link.service_module == part.name:
                connection = self._connection(link, part)
                name = f"{part.name}.link {link.endpoint}"
                yield Subject(name, connection, CONNECTION, part.account, loc=("links", index))

    def _service(self, service: str) -> ServiceSide:
        return service_side(self._evidence(service))

    def _connection(self, link: Link, part: Part) -> Connection:
        account = self.parts[link.module].account.id
        consumer = account if account != part.account.id else None
        return connection(
            link, part.stack, self._evidence(link.service), self._endpoint(link), consumer, key=link.endpoint
        )

    def _endpoint(self, link: Link) -> EndpointEvidence[Any] | None:
        """Return what all sources say of a link's endpoint."""
        found = (
            subject.evidence
            for subject in self.found[link.module]
            if subject.name == link.endpoint_name and isinstance(subject.evidence, EndpointEvidence)
        )
        return next(found, None)

    def _evidence(self, service: str) -> ServiceEvidence[Any] | None:
        """Return what all sources say of a service, which is a module's only one, or one of a hub's."""
        module, _, name = service.partition(".")
        wanted = f"{name}: {SERVICE_SUBJECT}" if name else SERVICE_SUBJECT
        found = (
            subject.evidence
            for subject in self.found[module]
            if subject.name == wanted and isinstance(subject.evidence, ServiceEvidence)
        )
        return next(found, None)
