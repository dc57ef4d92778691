"""Ask the container's own process how it is: exits 0 when it answers 200, else 1.

`python -I health.py /readyz [PID]`. Which port to ask follows from what process 1 runs:
`orders.worker` listens on `SOKO_ORDERS_WORKER_PORT`. The standard library's smallest part only,
since this runs every few seconds in every container.
"""

import os
import re
import socket
import sys

WITHIN_SECONDS = 2.5


def port_of(command: list[str]) -> int:
    """The port of the first process of ours in a command line."""
    for word in command:
        if found := re.fullmatch(r"(\w+)\.(main|worker)", word):
            kind = "_WORKER" if found[2] == "worker" else ""
            return int(os.environ[f"SOKO_{found[1].upper()}{kind}_PORT"])
    raise LookupError(f"no process of the shop: {command}")


def is_well(port: int, path: str) -> bool:
    """Whether 200 is what it answers."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), WITHIN_SECONDS) as connection:
        connection.settimeout(WITHIN_SECONDS)
        connection.sendall(request.encode())
        with connection.makefile("rb") as answer:
            return b" 200 " in answer.readline()


def main(path: str = "/healthz", pid: str = "1") -> int:
    """The exit code."""
    with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:  # noqa: PTH123  pathlib is slow to load
        port = port_of(file.read().split("\0"))
    try:
        return 0 if is_well(port, path) else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
