"""The containers' health check: which port it asks, and what it makes of the answer."""

import http.server
import os
import threading

import pytest

import health


@pytest.fixture
def served():
    """Serve one answer; gives the port."""
    servers = []

    def serve(status):
        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status if self.path == "/readyz" else 404)
                self.end_headers()

            def log_message(self, *_):
                """Say nothing."""

        server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server.server_address[1]

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_every_process_is_asked_at_its_own_port(ours, from_image, monkeypatch):
    for name, value in from_image.items():
        monkeypatch.setenv(name, value)
    lasting = {name: one for name, one in ours.items() if not name.endswith("-migrate")}

    # As Docker's init starts them.
    ports = {
        name: health.port_of(["/sbin/docker-init", "--", "python", "-m", *one["command"]])
        for name, one in lasting.items()
    }

    assert len(set(ports.values())) == len(lasting)
    assert ports["gateway"] == 8000
    assert ports["orders-api"] == 8104
    assert ports["orders-worker"] == 8204


def test_a_container_without_a_process_of_the_shop_is_said_so():
    with pytest.raises(LookupError, match=r"common\.migrate"):
        health.port_of(["python", "-m", "common.migrate", "orders"])


@pytest.mark.parametrize(("status", "well"), [(200, True), (503, False), (404, False)])
def test_only_200_is_well(served, status, well):
    assert health.is_well(served(status), "/readyz") is well


def test_the_path_decides(served):
    assert not health.is_well(served(200), "/healthz")


def test_nobody_listening_is_not_well(monkeypatch):
    monkeypatch.setattr(health, "port_of", lambda command: 1)

    assert health.main("/readyz", str(os.getpid())) == 1
