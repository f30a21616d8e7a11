"""What connections don't show where proxies stand for namespaces."""

from __future__ import annotations

from enum import StrEnum


class Limit(StrEnum):
    """Something that proxies don't show."""

    DATAGRAMS = "UDP"
    RESOLVER = "the VPC's resolver at its address, or name servers that are programs: the proxy looks names up"
    PEERS = "the addresses that peers see: all are 127.0.0.1"
    ISOLATION = "isolation: a program can go around the proxy"
    SYN = "silence before the connection is made: the client waits for the proxy's answer"
