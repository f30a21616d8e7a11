"""Many connections at once from one place. A program of its own, for a process behind an interface.

crowd.py target PORT                   answers each byte, and takes what comes until it is killed
crowd.py client ADDRESS PORT COUNT     opens connections, and prints how many were answered and how many were not
"""

from __future__ import annotations

import json
import resource
import select
import socket
import sys

_BACKLOG = 4096


def target(port: int) -> None:
    """Answer each connection's bytes with the same."""
    listener = socket.create_server(("", port), backlog=_BACKLOG)
    listener.settimeout(0)
    epoll, connections = select.epoll(), dict[int, socket.socket]()
    epoll.register(listener, select.EPOLLIN)
    print("ready", flush=True)
    while True:
        for descriptor, _ in epoll.poll():
            if descriptor == listener.fileno():
                connection, _ = listener.accept()
                connections[connection.fileno()] = connection
                epoll.register(connection, select.EPOLLIN)
                continue
            try:
                data = connections[descriptor].recv(16)
                connections[descriptor].sendall(data)
            except OSError:
                data = b""
            if not data:
                connections.pop(descriptor).close()


def client(address: str, port: int, count: int) -> None:
    """Open all connections before any is closed, as fast as they are answered: a queue that overflows costs seconds."""
    epoll, waiting, answered = select.epoll(), dict[int, socket.socket](), list[socket.socket]()
    left, refused = count, 0
    while left or waiting:
        while left and len(waiting) < _BACKLOG // 2:
            connection = socket.socket()
            connection.settimeout(0)
            connection.connect_ex((address, port))
            waiting[connection.fileno()] = connection
            epoll.register(connection, select.EPOLLOUT | select.EPOLLONESHOT)
            left -= 1
        for descriptor, events in epoll.poll():
            connection = waiting[descriptor]
            try:
                if events & select.EPOLLOUT and not events & select.EPOLLERR:
                    connection.send(b"?")
                    epoll.modify(descriptor, select.EPOLLIN)
                    continue
                is_answered = bool(connection.recv(1))
            except OSError:
                is_answered = False
            epoll.unregister(descriptor)
            del waiting[descriptor]
            if is_answered:
                answered.append(connection)
            else:
                connection.close()
                refused += 1
    print(json.dumps([len(answered), refused]), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if sys.argv[1] == "target":
        target(int(sys.argv[2]))
    else:
        client(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
