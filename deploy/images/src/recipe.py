"""The Dockerfile as steps that can be followed without Docker, into an empty folder."""

import os
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction: its word, and what follows it on one line."""

    word: str
    rest: str


def steps_in(dockerfile: str) -> Iterator[Step]:
    """Yield the instructions, comments left out and continued lines joined."""
    kept = (line for line in dockerfile.splitlines() if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n", " ", "\n".join(kept))
    for line in filter(str.strip, joined.splitlines()):
        word, rest = line.split(maxsplit=1)
        yield Step(word.upper(), rest.strip())


def stages_of(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps of each stage, in order; what stands before the first FROM is left out."""
    begins = [at for at, step in enumerate(steps) if step.word == "FROM"]
    return [list(steps[at:end]) for at, end in zip(begins, [*begins[1:], None], strict=True)]


def named(stages: Sequence[Sequence[Step]], name: str) -> Sequence[Step]:
    """The stage that is called so."""
    [found] = [stage for stage in stages if stage[0].rest.endswith(f" AS {name}")]
    return found


def variables_of(stage: Sequence[Step]) -> dict[str, str]:
    """What the stage's ENV instructions set."""
    pairs = (pair for step in stage if step.word == "ENV" for pair in shlex.split(step.rest))
    return dict(pair.split("=", 1) for pair in pairs)


def command_of(step: Step) -> str:
    """What a RUN instruction gives to the shell."""
    return re.sub(r"--mount=\S+\s*", "", step.rest)


def copy(step: Step, *, context: Path, to: Path, arguments: Mapping[str, str]) -> None:
    """Do what a COPY instruction does, with what .dockerignore lets through."""
    *sources, target = (_filled(word, arguments) for word in step.rest.split())
    for source in sources:
        for file in _files(context / source, context):
            below = file.relative_to(context / source)
            place = to / target / (file.name if below == Path() else below)
            place = place if target.endswith("/") or below != Path() else to / target
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, place)


def is_ignored(path: str, context: Path) -> bool:
    """Whether .dockerignore keeps a file out of the build: the last line that fits decides."""
    ignored = False
    for line in _lines_of(context):
        if _fits(line.removeprefix("!"), path):
            ignored = not line.startswith("!")
    return ignored


@cache
def _lines_of(context: Path) -> Sequence[str]:
    lines = map(str.strip, (context / ".dockerignore").read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _fits(pattern: str, path: str) -> bool:
    """Whether the pattern names the path or a folder above it."""
    escaped = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return re.fullmatch(f"{escaped}(?:/.*)?", path) is not None


def _files(source: Path, context: Path) -> Iterator[Path]:
    """The files that get through, folders that hold none left unread."""
    if source.is_file():
        yield from () if _is_out(source, context) else (source,)
        return
    for parent, folders, files in os.walk(source):
        folders[:] = sorted(name for name in folders if _may_hold(Path(parent, name), context))
        here = (Path(parent, name) for name in sorted(files))
        yield from (file for file in here if not _is_out(file, context))


def _is_out(path: Path, context: Path) -> bool:
    return is_ignored(path.relative_to(context).as_posix(), context)


def _may_hold(folder: Path, context: Path) -> bool:
    below = f"!{folder.relative_to(context).as_posix()}/"
    return not _is_out(folder, context) or any(x.startswith(below) for x in _lines_of(context))


def _filled(word: str, arguments: Mapping[str, str]) -> str:
    return re.sub(r"\$\{(\w+)\}", lambda found: arguments[found[1]], word)
