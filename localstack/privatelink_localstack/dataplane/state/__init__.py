"""What the data plane is told, and what follows from it: pure rules over frozen records, which know no socket.

The control plane pushes records (`model`, as JSON through `wire`); `changes` compares what is with what shall be, and
the plane does the difference. `reach` says who reaches whom, `flows` says the same as elements of a packet filter,
`names` what the resolver answers, `targets` and `health` where a load balancer sends a connection.
"""
