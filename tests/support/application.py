"""An Application Load Balancer in the data plane's state, as the target of the link's network load balancer."""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address

from privatelink_localstack.dataplane.state.http_rules import Rule
from privatelink_localstack.dataplane.state.model import (
    Listener,
    LoadBalancer,
    Permission,
    SecurityGroup,
    State,
    Target,
    TargetGroup,
    Tls,
)
from tests.support.echo import read
from tests.support.plane import ALL, BLOCK, TARGET_ADDRESS, TARGET_PORT, changed, interface, link

ALB, ALB_PORT = "10.0.1.40", 80
PATIENCE = 60.0
TARGETS = TargetGroup("web", "provider", (Target(TARGET_ADDRESS, TARGET_PORT, "a"),))


def application(*rules: Rule, tls: Tls | None = None) -> State:
    """Return the link, whose target is an Application Load Balancer with rules; by default it forwards all."""
    state = link()
    listener = Listener(
        *("web", "alb", ALB_PORT, "", "HTTPS" if tls else "HTTP"),
        idle_timeout=PATIENCE,
        tls=tls,
        rules=rules or (Rule(weights={"web": 1}),),
    )
    state = changed(state, "interfaces", alb=interface("alb", "provider", ALB, "alb"))
    admitting = Permission((6, 6), (ALB_PORT, ALB_PORT), (BLOCK,))
    state = changed(state, "groups", alb=SecurityGroup("alb", (admitting,), (ALL,)))
    state = changed(state, "balancers", alb=LoadBalancer("alb", "provider", ("alb",), cross_zone=True))
    state = changed(state, "listeners", web=listener)
    albs = TargetGroup("group", "provider", (Target(ip_address(ALB), ALB_PORT, "a"),))
    return changed(state, "target_groups", group=albs, web=TARGETS)


def page(connection: socket.socket, _: tuple[str, int]) -> None:
    """Answer each request with what has come, in a chunked body."""
    while request := request_of(connection):
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Own: 1\r\n\r\n"
        connection.sendall(head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(request), request))


def request_of(connection: socket.socket) -> bytes:
    """Return the next request of a connection, with its body; nothing at the end."""
    data = b""
    while b"\r\n\r\n" not in data and (more := connection.recv(1 << 16)):
        data += more
    if length := re.search(rb"content-length: (\d+)", data, re.IGNORECASE):
        body = data.partition(b"\r\n\r\n")[2]
        data += read(connection, int(length[1]) - len(body))
    return data
