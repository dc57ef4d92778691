"""The image's own install steps, followed by a user without rights; its processes start from there.

Three members stand for all in `make test`; `make images` builds and starts every one.
"""

import asyncio
import os
import signal
import socket
import subprocess
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import Distribution
from pathlib import Path

import asyncpg
import pytest

import composition
import kitchen
import recipe
from common.testing.backing import at_path
from soko.ports import SERVICES
from soko.web import node

SOME = ("services/orders", "gateway", "deploy/simulator")
EVERY = (*(f"services/{service}" for service in SERVICES), "gateway", "deploy/simulator")
MEMBERS = EVERY if os.environ.get("SOKO_IMAGES") == "all" else SOME
START_WITHIN = 180

pytestmark = pytest.mark.timeout(1200)


@pytest.fixture(scope="module")
def place(stages):
    """Where the images are built, by their own user."""
    opened = kitchen.opened(kitchen.account_in(stages[-1]), stages[0])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def built(place, stages):
    """The folder of each member's environment."""
    place.prepare(stages[0])
    return {member: place.build(stages[0], member) for member in MEMBERS}


@pytest.fixture(scope="module")
def chosen(ours):
    """The services whose member is built, by name."""
    return {name: one for name, one in ours.items() if one["build"]["args"]["MEMBER"] in MEMBERS}


@pytest.fixture(scope="module")
def pages(place, stages):
    """What the gateway serves: what the recipe makes, where every image is built; else a page."""
    if MEMBERS is SOME:
        storefront = place.account.owns(place.folder / "pages") / "storefront"
        storefront.mkdir()
        (storefront / "index.html").write_text("<!doctype html>")
        return storefront.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("npm_config_registry", registry())
        return place.follow(recipe.named(stages, "web")) / "web/dist"


def registry():
    """Where npm finds packages on this machine; the kitchen's user has no settings of its own."""
    npm = node().parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    return subprocess.check_output([node(), npm, "config", "get", "registry"], text=True).strip()


def installed_in(environment):
    [site] = environment.glob("lib/python3*/site-packages")
    return {Distribution.at(path).metadata["Name"].lower() for path in site.glob("*.dist-info")}


def require_nothing_but_what_is_needed(built):
    tools = {"pip", "uv", "setuptools", "wheel", "hatchling", "pytest", "mypy", "ruff"}
    for member, environment in built.items():
        found = installed_in(environment)

        assert f"soko-{member.rsplit('/', 1)[-1]}" in found
        assert not found & tools
        others = {f"soko-{name.rsplit('/', 1)[-1]}" for name in EVERY if name != member}
        assert not found & (others | {"soko-local"})


@pytest.fixture
async def database(backing):
    """An empty database of a shop; gives a service's address of it."""
    connection = await asyncpg.connect(backing.admin_dsn)
    name = f"images_{os.getpid()}"
    await connection.execute(f"CREATE DATABASE {name} TEMPLATE soko")
    yield lambda service: at_path(backing.database_urls[service], name)
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def told(variables, from_image, database, backing, place):
    """What a service's container is told, on this machine instead of in its own."""
    ports = {name: str(free_port()) for name in from_image if name.endswith("_PORT")}
    here = from_image | ports | {"SOKO_HOST": "127.0.0.1"}
    scratch = place.account.owns(place.folder / "tmp")

    def build(service):
        own = composition.environment_of(service, variables) | here
        for name in SERVICES:
            prefix = f"SOKO_{name.upper()}"
            if f"{prefix}_DATABASE_URL" in own:
                own[f"{prefix}_DATABASE_URL"] = database(name)
            if f"{prefix}_BROKER_URL" in own:
                own[f"{prefix}_BROKER_URL"] = backing.broker_urls[name]
        own |= {"SOKO_SIMULATOR_BOOK": str(scratch / "book"), "TMPDIR": str(scratch)}
        own["SOKO_GATEWAY_BROKER_URL"] = backing.broker_urls["gateway"]
        own.pop("SOKO_REDIS_URL", None)
        return own

    return build


@pytest.fixture
def run(built, told, place, pages, stages):
    """Start what a service's container runs; gives the process."""
    [entrypoint] = (step.rest for step in stages[-1] if step.word == "ENTRYPOINT")
    assert entrypoint == '["python", "-m"]'

    async def start(name, service):
        environment = built[service["build"]["args"]["MEMBER"]]
        with (place.folder / f"{name}.log").open("wb") as log:
            return await asyncio.create_subprocess_exec(
                environment / "bin/python",
                "-m",
                *service["command"],
                env=told(service) | {"PATH": f"{environment}/bin", "SOKO_WEB_DIR": str(pages)},
                cwd=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **place.account.options(),
            )

    return start


async def answers(service, process, environment, told):
    """Whether the container's own health check passes."""
    _, _, flag, script, path = service["healthcheck"]["test"]
    checked = await asyncio.create_subprocess_exec(
        environment / "bin/python",
        flag,
        kitchen.CONTEXT / "deploy/images/src" / Path(script).name,
        path,
        str(process.pid),
        env=told(service),
    )
    return await checked.wait() == 0


@asynccontextmanager
async def running(process):
    """The process until the block ends; then it is told to stop, and does."""
    yield process
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 30) in {0, -signal.SIGTERM}


async def test_what_is_installed_suffices_for_every_process(run, told, chosen, built, place):
    require_nothing_but_what_is_needed(built)
    migrations = {name: one for name, one in chosen.items() if name.endswith("-migrate")}
    for name, service in migrations.items():
        assert await (await run(name, service)).wait() == 0, (
            place.folder / f"{name}.log"
        ).read_text()

    async with AsyncExitStack() as stack:
        started = {
            name: await stack.enter_async_context(running(await run(name, service)))
            for name, service in chosen.items()
            if name not in migrations
        }
        deadline = asyncio.get_running_loop().time() + START_WITHIN
        for name, process in started.items():
            environment = built[chosen[name]["build"]["args"]["MEMBER"]]
            while not await answers(chosen[name], process, environment, told):
                log = (place.folder / f"{name}.log").read_text()
                assert process.returncode is None, log
                assert asyncio.get_running_loop().time() < deadline, f"{name} is not well: {log}"
                await asyncio.sleep(0.3)

    assert started.keys() | migrations.keys() == chosen.keys()
