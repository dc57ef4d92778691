"""Following the Dockerfile's build stage without Docker: in a folder, as the image's own user."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import recipe

CONTEXT = Path(__file__).parents[3]
_PYTHONS = ("/usr/bin/python3", "/usr/local/bin/python3", "python3.11", "python3")
_PASSED_ON = (
    *("PIP_", "UV_", "SSL_", "REQUESTS_", "HTTP", "http", "NO_PROXY", "no_proxy"),
    *("npm_config_", "NPM_CONFIG_", "NODE_EXTRA_CA_CERTS"),
)
"""Beginnings of the variables by which pip, uv and npm find their index; the rest stays out."""


class BuildFailed(RuntimeError):
    """An instruction of the Dockerfile failed; the message holds its last words."""


@dataclass(frozen=True)
class Account:
    """Whom processes run as; None is ourselves."""

    number: int | None

    def options(self) -> dict[str, object]:
        """What `subprocess` needs to know."""
        if self.number is None:
            return {}
        return {"user": self.number, "group": self.number, "extra_groups": []}

    def owns(self, folder: Path) -> Path:
        """Make a folder that is this account's."""
        folder.mkdir(parents=True, exist_ok=True)
        self.takes(folder)
        return folder

    def takes(self, path: Path) -> None:
        """Give a file or a folder to this account."""
        if self.number is not None:
            os.chown(path, self.number, self.number, follow_symlinks=False)


def account_in(image: Sequence[recipe.Step]) -> Account:
    """The image's user; only root can become it, everyone else stays who they are."""
    [user] = (step.rest for step in image if step.word == "USER")
    number = int(user.split(":")[0])
    return Account(number if os.geteuid() == 0 else None)


@dataclass(frozen=True)
class Kitchen:
    """A place where images are built."""

    folder: Path
    account: Account
    python: Path
    """The folder of the Python that stands for the base image's."""
    variables: dict[str, str]
    """What the stage's ENV instructions set."""

    def prepare(self, stage: Sequence[recipe.Step]) -> None:
        """Follow the steps that all members have in common, as Docker would, once."""
        self._follow(_before_member(stage), self.account.owns(self.folder / "src"), "")

    def build(self, stage: Sequence[recipe.Step], member: str) -> Path:
        """Follow the other steps for one member; answers where its environment lies, read-only."""
        place = self.folder / member.replace("/", "-")
        shutil.copytree(self.folder / "src", place)
        self.give(place)
        self._follow(stage[len(_before_member(stage)) :], place, member)
        _set_writable(self._environment(place), False)
        return self._environment(place)

    def follow(self, stage: Sequence[recipe.Step]) -> Path:
        """Follow a stage that no member has a part in; answers the folder that it works in."""
        place = self.account.owns(self.folder / "others" / stage[0].rest.split()[-1])
        self._follow(stage, place, "")
        return place

    def close(self) -> None:
        """Delete the place and everything built in it."""
        _set_writable(self.folder, True)
        shutil.rmtree(self.folder)

    def _follow(self, steps: Sequence[recipe.Step], place: Path, member: str) -> None:
        variables = {
            **{name: value for name, value in os.environ.items() if name.startswith(_PASSED_ON)},
            **self.variables,
            "PATH": f"{self.python}:{os.defpath}",
            "MEMBER": member,
            "VENV": str(self._environment(place)),
            "UV_CACHE_DIR": str(self.account.owns(self.folder / "cache")),
            "UV_LINK_MODE": "hardlink",
            "HOME": str(self.account.owns(self.folder / "home")),
        }
        for step in steps:
            if step.word == "COPY":
                recipe.copy(step, context=CONTEXT, to=place, arguments={"MEMBER": member})
                self.give(place)
            if step.word == "RUN":
                self._run(recipe.command_of(step), place, variables)

    def _environment(self, place: Path) -> Path:
        return self.account.owns(self.folder / "environments") / place.name

    def _run(self, command: str, place: Path, variables: dict[str, str]) -> None:
        done = subprocess.run(  # type: ignore[call-overload]
            ["/bin/sh", "-c", command],
            cwd=place,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self.account.options(),
        )
        if done.returncode != 0:
            raise BuildFailed(f"{command}\n{done.stdout}{done.stderr}"[-4000:])

    def give(self, place: Path) -> None:
        """Let the account own everything in a folder."""
        for path in (place, *place.rglob("*")):
            self.account.takes(path)


def _before_member(stage: Sequence[recipe.Step]) -> Sequence[recipe.Step]:
    at = next(at for at, step in enumerate(stage) if step == recipe.Step("ARG", "MEMBER"))
    return stage[:at]


def _set_writable(folder: Path, writable: bool) -> None:
    for parent, _, _ in os.walk(folder):
        Path(parent).chmod(0o755 if writable else 0o555)


def opened(account: Account, stage: Sequence[recipe.Step]) -> Kitchen:
    """An empty place that a user without rights can reach, with a Python that it can run."""
    folder = Path(tempfile.mkdtemp(prefix="soko-images-"))
    folder.chmod(0o755)
    base = _reachable(account, (getattr(sys, "_base_executable", sys.executable), *_PYTHONS))
    uv = Path(sys.executable).with_name("uv")
    python = account.owns(folder / "python")
    subprocess.run([uv, "venv", "-q", "--clear", "--seed", "-p", base, python], check=True)
    found = Kitchen(folder, account, python / "bin", recipe.variables_of(stage))
    found.give(python)
    return found


def _reachable(account: Account, candidates: Sequence[str]) -> str:
    """The first of these that the account may run."""
    for candidate in candidates:
        found = shutil.which(candidate)
        if found is None:
            continue
        tried = subprocess.run(  # type: ignore[call-overload]
            [
                "/usr/bin/env",
                found,
                "-c",
                "import sys; sys.exit(sys.version_info < (3, 11))",
            ],
            cwd="/",
            env={},
            capture_output=True,
            check=False,
            **account.options(),
        )
        if tried.returncode == 0:
            return found
    raise LookupError(f"none of {', '.join(candidates)} can be run by a user without rights")
