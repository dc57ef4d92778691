"""Running a program as root without its rights: the system user `soko`, and folders it can read.

PostgreSQL refuses to run as root. A fleet in root's closed home is common, and we never change
the modes of folders that we did not make: what that user cannot reach is kept under
`/var/lib/soko` instead.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path

USER = "soko"
SHARED = Path("/var/lib/soko")
_OWNER = "home"
"""The file that says whose data a folder in there holds."""


def drop_to() -> str | None:
    """The user to run as when we are root (made if it is missing), else None: as ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(USER)
    except KeyError:
        _make_user()
    return USER


def reachable(path: Path, user: str | None) -> bool:
    """Whether this user can enter a folder or read a file."""
    if user is None:
        return True
    probe = ["/usr/bin/env", "test", "-x" if path.is_dir() else "-r", str(path)]
    tried = subprocess.run(probe, user=user, group=user, extra_groups=[], cwd="/", check=False)
    return tried.returncode == 0


def owned_folder(home: Path, name: str, user: str | None) -> Path:
    """A folder of this name that the user owns: in the home, or outside when that is closed."""
    parent = home
    if not reachable(home, user):
        _forget_orphans()
        parent = _outside(home)
        parent.mkdir(mode=0o755, exist_ok=True)
        (parent / _OWNER).write_text(str(home))
    folder = parent / name
    folder.mkdir(mode=0o700, exist_ok=True)
    if user is not None:
        shutil.chown(folder, user, user)
    return folder


def forget_data(home: Path) -> None:
    """Delete what was kept outside of this home."""
    shutil.rmtree(_outside(home), ignore_errors=True)


def readable_copy(source: Path, name: str, folders: tuple[str, ...], user: str | None) -> Path:
    """`source` where the user can read it; its named folders copied outside when it cannot."""
    if all(reachable(source / folder, user) for folder in folders):
        return source
    copy = _shared_folder() / name
    if not copy.exists():
        draft = copy.with_name(f".{name}.{os.getpid()}")
        for folder in folders:
            shutil.copytree(source / folder, draft / folder, symlinks=True)
        _publish(draft, copy)
    return copy


def _publish(draft: Path, final: Path) -> None:
    for folder, _, _ in os.walk(draft):
        Path(folder).chmod(0o755)
    try:
        draft.rename(final)
    except OSError:  # another fleet was faster
        shutil.rmtree(draft)


def _forget_orphans() -> None:
    """Delete what belongs to homes that are gone: a deleted test folder takes its data along."""
    for owner in _shared_folder().glob(f"*/{_OWNER}"):
        if not Path(owner.read_text()).exists():
            shutil.rmtree(owner.parent, ignore_errors=True)


def _outside(home: Path) -> Path:
    return SHARED / hashlib.sha256(str(home).encode()).hexdigest()[:16]


def _shared_folder() -> Path:
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    return SHARED


def _make_user() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", str(SHARED), "--shell", "/usr/sbin/nologin", USER]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode not in {0, 9}:  # 9: another fleet made it meanwhile
        raise RuntimeError(f"PostgreSQL cannot run as root, and {made.stderr.strip()}")
