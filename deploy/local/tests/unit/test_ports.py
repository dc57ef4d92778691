import socket

import pytest

from soko.ports import DEFAULTS, Ports, PortTaken, ports_at, require_free


def test_no_two_processes_share_a_port():
    assert len(set(DEFAULTS.values())) == len(DEFAULTS)


def test_two_fleets_a_thousand_apart_share_none():
    moved = {port + 1000 for port in DEFAULTS.values()}

    assert not moved & set(DEFAULTS.values())


def test_the_offset_moves_every_port():
    assert ports_at(1000)["gateway"] == 9000


@pytest.mark.parametrize("offset", [-1, 60_000])
def test_an_offset_that_leaves_the_range_of_ports_is_refused(offset):
    with pytest.raises(ValueError, match="SOKO_PORT_OFFSET"):
        ports_at(offset)


def test_a_taken_port_is_named_with_its_process_and_the_variable_that_moves_it():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ports = Ports(other.getsockname()[1] - DEFAULTS["gateway"])

        with pytest.raises(PortTaken, match=r"gateway needs.*SOKO_PORT_OFFSET"):
            require_free(ports, ("gateway",))
