"""The diagram of a stack."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from privatelink_harness.reports.diagram import diagram
from privatelink_harness.reports.topology import Node, Place, Service, Subnet, Topology, Vpc
from tests.support.reports import TOPOLOGY


def drawn(topology: Topology) -> ET.Element:
    return ET.fromstring(diagram(topology))  # noqa: S314 - our own


def texts(topology: Topology) -> list[str]:
    return [text.text or "" for text in drawn(topology).iter("text")]


def kinds(topology: Topology, tag: str) -> list[str]:
    return [each.get("class", "") for each in drawn(topology).iter(tag)]


def test_everything_that_stands_has_its_name() -> None:
    shown = texts(TOPOLOGY)
    for name in ("consumer", "provider", "orders", "payments", "us-east-1a", "10.0.2.0/24", "s3", "vpce-svc-1", "api"):
        assert name in shown
    assert "222222222222 · us-east-1" in shown
    assert "vpc-0c · 10.0.0.0/16 · transit gateway" in shown
    assert "TCP 443 · 2 targets" in shown


def test_interface_is_a_dot_in_each_of_its_subnets() -> None:
    dots = kinds(TOPOLOGY, "circle")
    assert dots == ["interface"] * 3, "two of the endpoint, one of the load balancer"


def test_line_leads_from_endpoint_to_service_and_from_service_to_load_balancer() -> None:
    assert [kind for kind in kinds(TOPOLOGY, "path") if kind.startswith("link")] == ["link open"] * 2


def test_line_of_a_connection_that_waits_is_another() -> None:
    consumer, provider = TOPOLOGY.places
    [vpc] = consumer.vpcs
    waiting = replace(vpc, nodes=(replace(vpc.nodes[0], state="pendingAcceptance"),))
    topology = Topology((replace(consumer, vpcs=(waiting,)), provider))
    assert "link waiting" in kinds(topology, "path")
    assert "node interface waiting" in kinds(topology, "g")
    assert "pendingAcceptance" in texts(topology)


def test_owner_stands_right_of_its_consumers() -> None:
    consumer, provider = TOPOLOGY.places
    assert diagram(Topology((provider, consumer))) == diagram(TOPOLOGY)


def test_service_of_another_owner_is_named() -> None:
    service = "com.amazonaws.vpce.us-east-1.vpce-svc-0f"
    vpc = Vpc("vpc-1", "", "", (), (Node("interface", "vpce-1", "vendor", service, "available", (), service),))
    shown = texts(Topology((Place("1", "us-east-1", "", (vpc,), ()),)))
    assert {"vpce-svc-0f", "another owner's"} <= set(shown)


def test_drawing_is_as_large_as_what_is_in_it() -> None:
    svg = drawn(TOPOLOGY)
    width, height = (float(svg.get(name, "0")) for name in ("width", "height"))
    boxes = [[float(box.get(name, "0")) for name in ("x", "y", "width", "height")] for box in svg.iter("rect")]
    assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in boxes)


def test_names_are_text_and_no_markup() -> None:
    evil = '<script>alert(1)</script>"&'
    vpc = Vpc(evil, evil, evil, (Subnet(evil, evil, evil, evil),), (Node("interface", evil, evil, evil, evil),))
    place = Place(evil, evil, evil, (vpc,), (Service(evil, evil, (), needs_acceptance=True, private_dns_name=evil),))
    text = diagram(Topology((place,)))
    assert "<script" not in text
    assert drawn(Topology((place,))).tag == "svg"


def test_nothing_is_drawn_of_nothing() -> None:
    assert diagram(Topology(())) == ""
