"""CI runs what the Makefile has, with no more rights than it needs, and so does pre-commit."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
ACTIONS = sorted(ROOT.glob(".github/actions/*/action.yml"))
MEMBERS = {"users", "catalog", "cart", "orders", "payments", "gateway", "simulator"}
TARGETS = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.stem)
def workflow(request):
    return yaml.safe_load(request.param.read_text())


def steps_of(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def called(workflow):
    """The make targets that its steps run, those of a matrix too."""
    for job in workflow["jobs"].values():
        matrix = job.get("strategy", {}).get("matrix", {})
        for step in job["steps"]:
            for target in re.findall(r'make ("?\$?[\w-]+)', step.get("run", "")):
                yield from matrix["target"] if target == '"$TARGET' else [target]


def test_there_are_workflows_for_pushes_nights_releases_and_previews():
    assert {path.stem for path in WORKFLOWS} == {"ci", "nightly", "preview", "release"}


@pytest.mark.parametrize(
    ("schema", "files"),
    [("vendor.github-workflows", WORKFLOWS), ("vendor.github-actions", ACTIONS)],
)
def test_github_knows_every_field(schema, files):
    checker = Path(sys.executable).with_name("check-jsonschema")
    argv = [str(checker), "--builtin-schema", schema, *map(str, files)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


def test_every_target_is_there(workflow):
    assert set(called(workflow)) <= TARGETS


def test_pushes_run_all_that_make_test_does():
    """The parts of `make test`, however they are called: each is run by a job."""
    ci = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())

    expected = {"lint", "types", "arch", "pytest", "web", "web-check", "e2e", "contract", "browser"}
    assert expected | {"k8s", "image"} <= set(called(ci))


def test_nights_run_the_long_proofs():
    nightly = yaml.safe_load((ROOT / ".github/workflows/nightly.yml").read_text())

    expected = {"simulate", "kill-matrix", "purchases", "outages", "images", "test-web"}
    assert set(called(nightly)) >= expected


def test_a_workflow_may_read_and_only_image_jobs_may_push(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        if "permissions" in job:
            assert name == "images"
            assert job["permissions"] == {"contents": "read", "packages": "write"}


def test_no_checkout_leaves_credentials_behind(workflow):
    for step in steps_of(workflow):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_actions_are_ours_or_of_a_named_version(workflow):
    composite = [
        step for path in ACTIONS for step in yaml.safe_load(path.read_text())["runs"]["steps"]
    ]
    for step in [*steps_of(workflow), *composite]:
        used = step.get("uses", "./")
        if used.startswith("./"):
            assert (ROOT / used / "action.yml").is_file() or used == "./"
        else:
            assert re.fullmatch(r"(actions|docker)/[a-z-]+@v\d+", used)


def test_nothing_from_outside_is_written_into_a_script(workflow):
    for step in steps_of(workflow):
        assert "${{" not in step.get("run", "")


def test_secrets_are_an_environments_or_the_runs_own_token(workflow):
    for job in workflow["jobs"].values():
        named = set(re.findall(r"secrets\.(\w+)", str(job)))
        assert named <= {"GITHUB_TOKEN"} or "environment" in job


def test_runs_end_and_do_not_pile_up(workflow):
    assert "group" in workflow["concurrency"]
    assert all(job["timeout-minutes"] <= 90 for job in workflow["jobs"].values())
    # YAML reads the key `on` as true.
    assert "pull_request_target" not in workflow[True]


def test_every_member_has_its_image(workflow):
    for job in workflow["jobs"].values():
        members = job.get("strategy", {}).get("matrix", {}).get("member")
        if members is not None:
            assert {Path(member).name for member in members} == MEMBERS
            assert all((ROOT / member / "pyproject.toml").is_file() for member in members)


def test_commits_are_checked_by_the_repositorys_own_tools():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    installed = (ROOT / "requirements.txt").read_text()
    for source in config["repos"]:
        assert source["repo"] == "local"
        for hook in source["hooks"]:
            words = hook["entry"].split()
            if hook["language"] == "pygrep":
                assert re.compile(hook["entry"])
            elif words[0] == "make":
                assert words[1] in TARGETS
            else:
                assert words[0].startswith(".venv/bin/")
                program = Path(words[0]).name
                owner = {"lint-imports": "import-linter"}.get(program, program)
                assert f"\n{owner}==" in installed or (ROOT / words[1]).is_file()


def test_a_private_key_would_be_found():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    [hook] = [h for h in config["repos"][0]["hooks"] if h["language"] == "pygrep"]

    assert re.search(hook["entry"], "-----BEGIN EC PRIVATE" + " KEY-----")
    assert not re.search(hook["entry"], (ROOT / ".pre-commit-config.yaml").read_text())
