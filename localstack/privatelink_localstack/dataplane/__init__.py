"""The data plane: connections really go from a workload through an endpoint's interface to a target, on one machine.

One process beside LocalStack holds a network namespace for each VPC, and one for each workload. `state` says what
follows from the records that LocalStack pushes and knows no socket; `linux` changes namespaces, links and filters of
packets; `relay` moves bytes; `plane` puts them together, `serve` is its process and `server` its Unix socket, and
`client` is the other end of that. `enter` runs a command behind a workload's interface.
`capabilities` tells whether this machine and this user can have it.

The way of a connection: a workload asks its VPC's `resolver`, which answers from `state.names`; its SYN passes the
VPC's packet filter (`linux.packet_filter`, from `state.flows`) to a listening socket at the endpoint's interface, a
`Door`; `relay.connections` accepts, `state.targets` chooses a target, and the relay connects to it from an address of
the load balancer's node in the provider's namespace.

No packet leaves the machine: no namespace has a link or a route to the host's.
"""
