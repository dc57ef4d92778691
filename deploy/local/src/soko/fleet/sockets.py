"""The ports of a unit, bound by the supervisor: two processes can then share one."""

import socket
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sockets:
    """Bound, but not listening: until a process listens, callers are refused."""

    ports: tuple[int, ...] = ()
    _bound: dict[int, socket.socket] = field(default_factory=dict)

    def descriptors(self) -> dict[int, int]:
        """Bind what is not bound yet; returns each port's descriptor."""
        for port in self.ports:
            if port not in self._bound:
                self._bound[port] = _bind(port)
        return {port: bound.fileno() for port, bound in self._bound.items()}

    def close(self) -> None:
        """Give the ports up, so that callers of a dead process are refused at once."""
        for bound in self._bound.values():
            bound.close()
        self._bound.clear()


def _bind(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(("127.0.0.1", port))
    except OSError:
        bound.close()
        raise
    return bound
