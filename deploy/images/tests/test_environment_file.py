"""`make compose-env`: an .env for docker-compose.yml, once, for a demo or for a shop."""

import json
import stat
import subprocess
import sys

import composition
from soko.ports import SERVICES


def write(folder, *profile):
    return subprocess.run(
        [sys.executable, "-m", "soko.containers", *profile],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_only_its_owner_can_read_it(tmp_path):
    write(tmp_path)

    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_never_touched(tmp_path):
    (tmp_path / ".env").write_text("SOKO_VERSION=1\n")

    refused = write(tmp_path)

    assert refused.returncode != 0
    assert "there already" in refused.stderr
    assert (tmp_path / ".env").read_text() == "SOKO_VERSION=1\n"


def test_a_shop_is_told_what_it_has_to_fill_in_and_gets_nothing_of_the_demo(tmp_path):
    write(tmp_path, "production")

    values = composition.dotenv((tmp_path / ".env").read_text())
    empty = {name for name, value in values.items() if not value}
    assert composition.required(composition.FILE) - values.keys() == set()
    assert composition.required(composition.FILE) & empty == {
        "SOKO_PUBLIC_URL",
        "SOKO_MEDIA_BASE_URL",
        "SOKO_SMTP_URL",
        "SOKO_MAIL_FROM",
    }
    assert values["SOKO_PROFILE"] == "production"
    assert not [name for name in values if "CHAPA" in name or "MPESA" in name]
    assert not values["COMPOSE_PROFILES"]


def test_no_two_secrets_are_the_same(variables):
    secrets = [
        value for name, value in variables.items() if name.endswith(("_PASSWORD", "_SECRET"))
    ]

    assert len(set(secrets)) == len(secrets)
    assert min(map(len, secrets)) >= 16


def test_keys_survive_the_file(variables):
    peers = json.loads(variables["SOKO_PEERS"])

    assert peers.keys() == set(SERVICES)
    assert all(pem.startswith("-----BEGIN PUBLIC KEY-----\n") for pem in peers.values())
    for service in SERVICES:
        key = variables[f"SOKO_{service.upper()}_KEY"]
        assert key.startswith("-----BEGIN PRIVATE KEY-----\n")
        assert key.endswith("-----END PRIVATE KEY-----\n")


def test_another_profile_is_refused(tmp_path):
    refused = write(tmp_path, "staging")

    assert "demo|production" in refused.stderr
    assert not (tmp_path / ".env").exists()
