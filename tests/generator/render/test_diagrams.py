"""The diagrams of READMEs: GitHub draws them, whatever a spec has for names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from privatelink_generator.load import loads
from privatelink_generator.render.module import render
from tests.support.mermaid import Diagram, NotMermaidError, diagrams, edges_by_label, parse
from tests.support.odd_specs import ODD_SPECS, ODD_STACKS
from tests.support.paths import PUBLISHED, SPEC_FILES

if TYPE_CHECKING:
    from pathlib import Path

ODD = {**ODD_SPECS, **ODD_STACKS}


def diagram(text: str) -> Diagram:
    """Return the diagram of a spec's README."""
    [found] = diagrams(render(loads(text), source="s.yaml").files["README.md"])
    return found


@pytest.mark.parametrize("spec", SPEC_FILES, ids=lambda path: path.stem)
def test_published_module_has_a_diagram(spec: Path) -> None:
    readme = PUBLISHED / spec.parent.name / spec.stem / "README.md"

    assert len(diagrams(readme.read_text(encoding="utf-8"))) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_odd_spec_has_valid_diagrams(name: str) -> None:
    diagrams(render(loads(ODD[name]), source="s.yaml").files["README.md"])


def test_endpoints_lead_from_clients_to_services() -> None:
    found = diagram(
        "version: 1\npattern: consumer\nname: core\n"
        "endpoints: {end: {service: lambda}, s3: {service: s3, type: gateway}}\n"
        "security_group: {ingress: [{from: vpc}, {from: group/app}, {from: 10.20.0.0/16}]}\n"
    )

    assert list(edges_by_label(found)) == [
        ("the VPC, group app", "subnets, one in each Availability Zone"),
        ("10.20.0.0/16", "subnets, one in each Availability Zone"),
        ("end", "lambda"),
        ("route tables", "s3"),
    ]


def test_many_endpoints_are_one_node() -> None:
    endpoints = "".join(
        f"  e{number}: {{service_name: com.amazonaws.vpce.us-east-1.vpce-svc-{number:017x}}}\n" for number in range(60)
    )
    found = diagram(
        "version: 1\npattern: consumer\nname: core\nquotas: {interface_endpoints_per_vpc: 60}\n"
        f"endpoints:\n{endpoints}"
    )

    assert list(edges_by_label(found))[1:] == [("60 interface endpoints", "their services")]


def test_service_leads_from_consumers_to_targets() -> None:
    found = diagram(
        "version: 1\npattern: provider\nname: api\n"
        "load_balancers: {end: {listeners: {a: {port: 443, protocol: TLS, forward: api, certificates: [c]}}}}\n"
        "target_groups: {api: {port: 8443, target_type: instance}}\ncertificates: {c: [api.example.com]}\n"
    )

    assert list(edges_by_label(found)) == [
        ("interface endpoint", "endpoint service"),
        ("endpoint service", "load balancer end"),
        ("load balancer end", "api: instances, TCP 8443"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "graph LR\n",
        "flowchart LR\n  end\n",
        'flowchart LR\n  subgraph a["b"]\n',
        'flowchart LR\n  a["b"]\n  a["c"]\n',
        'flowchart LR\n  end["b"]\n',
        'flowchart LR\n  a["b"]\n  a --> c\n',
        'flowchart LR\n  a["b<c"]\n',
        'flowchart LR\n  a["b"c"]\n',
        "flowchart LR\n  a[b]\n",
    ],
)
def test_reader_rejects_what_is_no_diagram(text: str) -> None:
    with pytest.raises(NotMermaidError):
        parse(text)
