"""The load balancers' relay, and the checks of their targets' health.

One thread serves the connections of all VPCs: `connections` moves bytes by epoll and splice between the `halves` of
each, `sockets` has sockets ready in each VPC, `proxy_protocol` writes the header that tells a target which endpoint a
connection came through. `datagrams` relays UDP in the main thread, without that header; `checks` run there too.

Beside HAProxy, which was tried in its place: it makes more connections a second where many come at once, and moves less
in bulk (docs/figures.md); but it takes no new bind while it runs, of versions that distributions have it can't write
AWS's TLV 0xEA, and cutting one endpoint's connections, RST after idleness, fail-open and zones would be ours anyway.
"""
