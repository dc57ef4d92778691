"""Backing programs of the tests' own, on ports that nobody uses."""

import json
import socket
import subprocess
import sys

import pytest

from soko.ports import DEFAULTS, is_taken

_STEP = 10
_HIGHEST = 40_000


def free_offset():
    """An offset at which every port is free, so that test runs stand beside each other."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        start = probe.getsockname()[1] % 20_000
    for offset in range(start, _HIGHEST, _STEP):
        if not any(is_taken(port + offset) for port in DEFAULTS.values()):
            return offset
    raise AssertionError("no free ports")


def started(home):
    """`python -m soko.backing up` with PostgreSQL and RabbitMQ, ready."""
    command = [sys.executable, "-m", "soko.backing", "up", "--home", str(home), "--fast"]
    command += ["--offset", str(free_offset()), "--only", "postgres,rabbitmq"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return process, json.loads(process.stdout.readline())


def closed(process):
    """Wait for its end and give its pipes back."""
    process.stdin.close()
    process.wait(60)
    process.stdout.close()


@pytest.fixture(scope="module")
def backing(tmp_path_factory):
    process, addresses = started(tmp_path_factory.mktemp("backing"))
    yield addresses
    closed(process)


@pytest.fixture
def start_backing(tmp_path):
    """Start one in this test's folder; it is ended with the test at the latest."""
    running = []

    def start():
        process, addresses = started(tmp_path)
        running.append(process)
        return process, addresses

    yield start
    for process in running:
        closed(process)


@pytest.fixture
def offset():
    return free_offset()
