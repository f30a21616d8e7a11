"""The diagram of a stack, as SVG: accounts, VPCs, subnets, and a line from each endpoint to its service.

A VPC is drawn as a grid: a column for each subnet, a row for each endpoint and load balancer, and a dot where it has a
network interface. Accounts whose services are used by other accounts stand on the right. Colours are the page's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from privatelink_harness.reports.topology import Node, Place, Service, TargetGroup, Topology, Vpc

_PAD = 16
_LABEL = 206  # The width of a row's name.
_SUBNET = 100
_ROW = 46
_HEAD = 50
_COLUMNS = 46  # The height of the subnets' names.
_SERVICE = 212
_OUTSIDE = 172  # The width of what a VPC's rows lead to.
_GAP = 34
_LETTER = 6.5  # The mean width of a letter of 12 px.

_SUFFIX = re.compile(r"-?\d{17,}[0-9a-f]*$")
"""What Terraform adds to the prefix of a name."""

_ICONS = {
    "interface": "M-7-7h14v14h-14z M-3 0h6 M0-3v6",
    "gateway": "M-8 0 0-8 8 0 0 8z",
    "gateway-load-balancer-endpoint": "M-8-5h16l-4 10h-8z",
    "load-balancer": "M-8 0h6l6-6 M-2 0h10 M-2 0l6 6",
    "resolver": "M-6-2a6 6 0 1 1 6 6v2 M0 8v.5",
}


def diagram(topology: Topology) -> str:
    """Return the drawing of a stack as an SVG element; "" for one without networks and services."""
    if not topology.places:
        return ""
    drawing = _Drawing({service.service: service for place in topology.places for service in place.services})
    called = {node.service for place in topology.places for vpc in place.vpcs for node in vpc.nodes}
    owners = [place for place in topology.places if any(service.service in called for service in place.services)]
    left = [place for place in topology.places if place not in owners] or owners
    bottom = drawing.column(left, _PAD)
    if left is not owners and owners:
        bottom = max(bottom, drawing.column(owners, drawing.right + _GAP * 2))
    drawing.connect()
    width, height = drawing.right + _PAD, bottom
    return (
        f'<svg class="diagram" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'role="img" aria-label="{escape(_summary(topology))}">{"".join(drawing.shapes)}</svg>'
    )


def _summary(topology: Topology) -> str:
    vpcs = [vpc for place in topology.places for vpc in place.vpcs]
    kinds = [node.kind == "load-balancer" for vpc in vpcs for node in vpc.nodes]
    services = sum(len(place.services) for place in topology.places)
    return (
        f"{len(topology.places)} accounts, {len(vpcs)} VPCs, {kinds.count(False)} endpoints, "
        f"{kinds.count(True)} load balancers, {services} endpoint services"
    )


@dataclass(slots=True)
class _Drawing:
    """Shapes in the order in which they are drawn, and the points that lines connect.

    Parameters:
        services: those of the stack, by name.
        right: where the drawing ends so far.
        leaving: points at the right edge of rows, with the name of the service that each leads to.
        entering: the point at the left of each load balancer's row, by its ID.
    """

    services: dict[str, Service]
    right: float = 0
    shapes: list[str] = field(default_factory=list)
    leaving: list[tuple[float, float, Node]] = field(default_factory=list)
    entering: dict[str, tuple[float, float]] = field(default_factory=dict)
    doors: dict[str, tuple[float, float]] = field(default_factory=dict)

    def column(self, places: list[Place], left: float) -> float:
        """Draw accounts below each other; return the height."""
        top = float(_PAD)
        for place in places:
            top += self._place(place, left, top) + _PAD
        return top

    def _place(self, place: Place, left: float, top: float) -> float:
        """Draw an account; return its height."""
        inner = left + _PAD + (_SERVICE + _GAP if place.services else 0)
        at, outside = float(top + _HEAD), False
        width = float(_SERVICE + _PAD * 2)
        frame = len(self.shapes)
        widest = max((_width(vpc) for vpc in place.vpcs), default=0.0)
        for vpc in place.vpcs:
            at += self._vpc(vpc, inner, at, widest) + _PAD
            outside = outside or any(self._outside(node) for node in vpc.nodes)
            width = inner - left + widest + _PAD
        at = max(at, self._services(place.services, left + _PAD, top + _HEAD))
        title = place.alias or "account"
        head = _text(left + _PAD, top + 21, title, "name", 24)
        head += _text(left + _PAD, top + 38, " · ".join(filter(None, (place.account, place.region))), "id", 40)
        self.shapes.insert(frame, _box(left, top, width, at - top, "account", 14) + head)
        self.right = max(self.right, left + width + (_GAP + _OUTSIDE if outside else 0))
        return at - top

    def _services(self, services: tuple[Service, ...], left: float, top: float) -> float:
        for service in services:
            notes = ["acceptance required" if service.needs_acceptance else "accepts at once", service.private_dns_name]
            height = 62.0 + 15 * bool(service.private_dns_name)
            self.shapes.append(
                f"<g>{_title(service.service)}{_box(left, top, _SERVICE, height, 'service', 10)}"
                f"{_text(left + 12, top + 22, service.id, 'id', 30)}"
                f"{_text(left + 12, top + 38, 'endpoint service', 'detail', 28)}"
                + "".join(
                    _text(left + 12, top + 53 + 15 * number, note, "detail", 30)
                    for number, note in enumerate(filter(None, notes))
                )
                + "</g>"
            )
            self.doors[service.service] = (left, top + height / 2)
            top += height + _PAD
        return top

    def _vpc(self, vpc: Vpc, left: float, top: float, width: float) -> float:
        """Draw a VPC; return its height."""
        rows = [(node, _ROW * max(1, len(node.target_groups))) for node in vpc.nodes]
        columns = _COLUMNS if vpc.subnets else 0
        height = _HEAD + columns + sum(size for _, size in rows) + _PAD
        self.shapes.append(_box(left, top, width, height, "vpc", 10))
        self.shapes.append(_text(left + 14, top + 21, vpc.name or "VPC", "name", 30))
        about = " · ".join(filter(None, (vpc.id, vpc.cidr, *vpc.joins)))
        self.shapes.append(_text(left + 14, top + 38, about, "id", int((width - 28) / _LETTER)))
        at = {}
        for number, subnet in enumerate(vpc.subnets):
            x = left + _PAD + _LABEL + number * _SUBNET
            at[subnet.id] = x + _SUBNET / 2
            self.shapes.append(
                f"<g>{_title(subnet.id)}{_box(x + 4, top + _HEAD, _SUBNET - 8, height - _HEAD - _PAD / 2, 'subnet', 6)}"
                f"{_text(x + _SUBNET / 2, top + _HEAD + 18, subnet.zone or subnet.id, 'zone', 15)}"
                f"{_text(x + _SUBNET / 2, top + _HEAD + 34, subnet.cidr, 'cidr', 17)}</g>"
            )
        y = top + _HEAD + columns
        for node, size in rows:
            self._row(node, vpc.name, left, y, width, size, at)
            y += size
        return height

    def _row(
        self, node: Node, vpc: str, left: float, top: float, width: float, height: float, at: dict[str, float]
    ) -> None:
        name = _SUFFIX.sub("", node.name).removeprefix(f"{vpc}-") or node.id
        middle, right = top + height / 2, left + width
        dots = [at[name] for name in node.subnets if name in at]
        leads = node.service or node.target_groups
        end = right if leads else max(dots, default=0.0)
        if end:
            self.shapes.append(f'<path class="wire" d="M{left + _PAD + _LABEL - 8} {middle}H{end:.0f}"/>')
        detail = _short(node.service) if node.service else node.detail
        state = f" {node.state}" if node.state else ""
        self.shapes.append(
            f'<g class="node {node.kind}{" waiting" if node.state not in {"", "available"} else ""}">'
            f"{_title(f'{node.id}{state}: {node.detail}')}"
            f"{_box(left + _PAD - 6, middle - 18, _LABEL - 2, 36, 'pill', 8)}"
            f'<path class="icon" transform="translate({left + _PAD + 12} {middle})" d="{_ICONS[node.kind]}"/>'
            f"{_text(left + _PAD + 30, middle - 3, name, 'row', 21)}"
            f"{_text(left + _PAD + 30, middle + 11, _detail(node, detail), 'detail', 26)}"
            + "".join(f'<circle class="interface" cx="{x:.0f}" cy="{middle}" r="5"/>' for x in dots)
            + "</g>"
        )
        if node.kind == "load-balancer":
            self.entering[node.id] = (left, middle)
        for number, group in enumerate(node.target_groups):
            self._group(group, right, middle, top + _ROW * (number + 0.5))
        if node.service in self.services:
            self.leaving.append((right, middle, node))
        elif node.service:
            self._pill(right, middle, middle, _short(node.service), _owner(node.service), "aws")

    def _group(self, group: TargetGroup, right: float, start: float, middle: float) -> None:
        count = len(group.targets)
        targets = f"{group.protocol} · {count} target{'' if count == 1 else 's'}"
        self._pill(
            right,
            start,
            middle,
            _SUFFIX.sub("", group.name) or "target group",
            targets,
            "group",
            ", ".join(group.targets),
        )

    def _pill(
        self, right: float, start: float, middle: float, name: str, detail: str, kind: str, more: str = ""
    ) -> None:
        """Draw what a row leads to, outside of its VPC, with the line to it."""
        left = right + _GAP
        bend = (right + left) / 2
        self.shapes.append(
            f'<path class="wire {kind}" d="M{right} {start}C{bend} {start} {bend} {middle} {left} {middle}"/>'
        )
        self.shapes.append(
            f'<g class="outside {kind}">{_title(more or name)}{_box(left, middle - 17, _OUTSIDE - 14, 34, "pill", 17)}'
            f"{_text(left + 16, middle - 2, name, 'row', 16)}{_text(left + 16, middle + 11, detail, 'detail', 21)}</g>"
        )

    def connect(self) -> None:
        """Draw the lines from endpoints to the stack's own services, and from these to their load balancers."""
        for x, y, node in self.leaving:
            door = self.doors.get(node.service)
            if door:
                self.shapes.append(_curve(x, y, *door, "open" if node.state == "available" else "waiting"))
        for service in self.services.values():
            door = self.doors.get(service.service)
            for balancer in service.load_balancers:
                if door and balancer in self.entering:
                    self.shapes.append(_curve(door[0] + _SERVICE, door[1], *self.entering[balancer], "open"))

    def _outside(self, node: Node) -> bool:
        return bool(node.target_groups) or (bool(node.service) and node.service not in self.services)


def _width(vpc: Vpc) -> float:
    return max(_PAD * 2 + _LABEL + len(vpc.subnets) * _SUBNET, 300)


def _detail(node: Node, detail: str) -> str:
    """Return what a row says below its name: where it leads to, or why it does not."""
    return node.state if node.state not in {"", "available"} else detail


def _curve(x: float, y: float, to_x: float, to_y: float, kind: str) -> str:
    bend = max(abs(to_x - x) / 2, 40)
    curve = f"M{x:.0f} {y:.0f}C{x + bend:.0f} {y:.0f} {to_x - bend:.0f} {to_y:.0f} {to_x - 7:.0f} {to_y:.0f}"
    head = f"M{to_x - 8:.0f} {to_y - 4:.0f}l8 4-8 4z"
    return f'<path class="link {kind}" d="{curve}"/><path class="head {kind}" d="{head}"/>'


def _short(service: str) -> str:
    """Return a service's name without what every name of its Region has."""
    parts = service.split(".")
    if "vpce" in parts:
        return parts[-1]
    return ".".join(parts[3:]) if parts[:2] == ["com", "amazonaws"] and len(parts) > len(parts[:3]) else service


def _owner(service: str) -> str:
    return "another owner's" if ".vpce." in service else "AWS service"


def _box(x: float, y: float, width: float, height: float, kind: str, radius: int) -> str:
    return f'<rect class="{kind}" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="{radius}"/>'


def _text(x: float, y: float, text: str, kind: str, limit: int) -> str:
    """Return a text that is cut to so many letters."""
    shown = text if len(text) <= limit else f"{text[: limit - 1]}…"
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}">{escape(shown)}</text>' if text else ""


def _title(text: str) -> str:
    return f"<title>{escape(text)}</title>"
