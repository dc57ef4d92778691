"""Which port each process listens on; one offset moves them all."""

import os
import socket
from dataclasses import dataclass

SERVICES = ("users", "catalog", "cart", "orders", "payments")

DEFAULTS = {
    "gateway": 8000,
    "gateway-metrics": 8200,
    "mail": 8025,
    "smtp": 1025,
    "simulator": 8090,
    **{f"{service}-api": 8101 + at for at, service in enumerate(SERVICES)},
    **{f"{service}-worker": 8201 + at for at, service in enumerate(SERVICES)},
    "postgres": 5433,
    "rabbitmq": 5673,
    "rabbitmq-dist": 25673,
    "epmd": 4370,
    "objects": 8333,
    "objects-master": 8334,
    "objects-filer": 8335,
    "objects-volume": 8336,
    "objects-admin": 8337,
    "objects-grpc": 8353,
    "objects-master-grpc": 8354,
    "objects-filer-grpc": 8355,
    "objects-volume-grpc": 8356,
    "objects-admin-grpc": 18337,  # its worker asks 10,000 above the HTTP port, whatever is set
}
HIGHEST_OFFSET = 65_535 - max(DEFAULTS.values())


class PortTaken(RuntimeError):
    """Something else listens where a process of this fleet wants to."""


@dataclass(frozen=True)
class Ports:
    """The ports of one fleet."""

    offset: int = 0

    def __getitem__(self, name: str) -> int:
        return DEFAULTS[name] + self.offset


def ports_at(offset: int | None = None) -> Ports:
    """The ports moved by this offset, else by `SOKO_PORT_OFFSET`."""
    chosen = int(os.environ.get("SOKO_PORT_OFFSET") or 0) if offset is None else offset
    if not 0 <= chosen <= HIGHEST_OFFSET:
        raise ValueError(f"SOKO_PORT_OFFSET is {chosen}; it must be 0 to {HIGHEST_OFFSET}")
    return Ports(chosen)


def require_free(ports: Ports, names: tuple[str, ...]) -> None:
    """Raise PortTaken naming the process, its port and the variable that moves it."""
    for name in names:
        if is_taken(ports[name]):
            raise PortTaken(
                f"port {ports[name]}, which {name} needs, is taken by another program; stop that"
                " program, or move all ports of this fleet with SOKO_PORT_OFFSET"
                f" (now {ports.offset}; try {ports.offset + 1000})"
            )


def is_taken(port: int) -> bool:
    """Whether a listener already stands on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
