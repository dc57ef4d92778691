"""What is not in git: made once, the same as the local fleet's, and named in the README."""

import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from cluster import roles
from cluster.__main__ import app, local_secrets
from cluster.manifests import FOLDER, render
from cluster.processes import needed_secrets, processes_of
from common.settings import DEMO_PASSWORD
from soko.backing import database
from soko.ports import SERVICES

ROOT = FOLDER.parents[1]


class Recorded:
    """A connection that notes what it is told to do, as a new server would be."""

    def __init__(self, said):
        self._said = said

    async def execute(self, statement):
        self._said.append(statement)

    async def fetchval(self, *_):
        return None

    async def close(self):
        return None

    def transaction(self):
        return self

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return None


async def test_the_database_is_furnished_like_the_local_one(monkeypatch):
    said = []

    async def connect(*_):
        return Recorded(said)

    monkeypatch.setattr(database, "connect", connect)
    passwords = {service: f"{service}'s" for service in SERVICES}
    await database.bootstrap("dsn", passwords)

    script = roles.script(passwords).replace("%I", '"soko"').replace("''", "'")
    # The administrator's tool makes the database; its name comes from where the script runs.
    wanted = {line.replace("''", "'") for line in said if not line.startswith("CREATE DATABASE")}
    assert wanted
    for statement in wanted:
        assert statement in script


def test_production_expects_what_the_readme_lists(rendered):
    readme = (FOLDER / "README.md").read_text()
    rows = re.findall(r"^\| `(soko-[a-z]+)` \| (.*?) \|", readme, re.MULTILINE)
    listed = {(name, key) for name, keys in rows for key in re.findall(r"`(SOKO_\w+)`", keys)}

    assert listed == {(place.name, place.key) for place in needed_secrets(rendered("prod"))}


def test_what_an_overlay_expects_is_what_the_command_makes(rendered, tmp_path):
    argv = ["secrets", str(tmp_path), "--postgres", "db:5432", "--rabbitmq", "mq:5672"]
    assert CliRunner().invoke(app, argv).exit_code == 0

    by_hand = {"soko-shared", "soko-mail", "soko-providers"}
    for place in needed_secrets(rendered("prod")):
        assert (tmp_path / place.name / place.key).is_file() == (place.name not in by_hand)
    address = (tmp_path / "soko-orders" / "SOKO_ORDERS_DATABASE_URL").read_text()
    assert address.startswith("postgresql+asyncpg://soko_orders:")
    assert address.endswith("@db:5432/soko")


def test_dev_and_previews_expect_nothing(rendered):
    for overlay in ("dev", "pr-7"):
        missing = needed_secrets(rendered(overlay))
        assert {place.name for place in missing if not place.optional} == set()


def test_making_them_again_keeps_them(k8s):
    before = render(k8s / "overlays" / "dev")
    kept = _keys(before)

    local_secrets(k8s)

    assert _keys(render(k8s / "overlays" / "dev")) == kept


def _keys(documents):
    values = processes_of(documents)["orders-api"].values
    return values["SOKO_ORDERS_KEY"], values["SOKO_PEERS"], values["SOKO_ORDERS_DATABASE_URL"]


def test_only_their_owner_reads_them(k8s):
    made = [*k8s.glob("components/*/secrets/**/*")]

    assert made
    assert not [path for path in made if path.stat().st_mode & 0o077]


@pytest.mark.parametrize(
    "path", ["components/local-backing/secrets/secrets.json", "overlays/pr-12/kustomization.yaml"]
)
def test_git_ignores_them(path):
    rules = (FOLDER / ".gitignore").read_text().splitlines()
    folders = [rule for rule in rules if rule.endswith("/")]

    assert [rule for rule in folders if Path(path).parent.match(rule.rstrip("/"))]


@pytest.mark.parametrize("overlay", ["dev", "pr-7", "prod"], indirect=True)
def test_the_demo_password_is_in_no_manifest(documents):
    assert DEMO_PASSWORD not in str(documents)


def test_a_preview_is_all_its_own(rendered):
    text = yaml.safe_dump_all(rendered("pr-7"))

    assert "//preview.soko.example" not in text
    assert "https://pr-7.preview.soko.example" in text
    assert "ghcr.io/soko/orders:0a1b2c3" in text
    assert "namespace: soko-dev" not in text


def test_backing_programs_are_of_the_versions_of_the_compose_file(rendered):
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    composed = {service["image"] for service in compose["services"].values()}
    used = {
        container["image"]
        for document in rendered("dev")
        if document["metadata"]["labels"].get("app.kubernetes.io/component") == "backing"
        and document["kind"] in {"Deployment", "StatefulSet"}
        for container in document["spec"]["template"]["spec"]["containers"]
    }

    assert len(used) == 5
    assert used <= composed
