"""The kernel's parts of the data plane: namespaces, links, addresses, routes and the packet filter, by netlink alone.

No program is executed and no library loaded, for two reasons. A child that an ordinary user executes has lost the
capabilities of its user namespace, so `ip` and `nft` are refused there. And `libnftables` waits by `select()`, which
aborts the process at the first descriptor above 1,023, where a plane of 500 endpoints already is.
"""
