"""Write what the code says about the public API: the document that the web clients are built on.

`python scripts/openapi.py` writes web/client/openapi.json; with `--check` it only tells whether
it is up to date. A gateway serves the same document.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

from pydantic import SecretStr

from gateway.matching import Table
from gateway.merging import Document, merge
from gateway.routes import Upstream
from gateway.upstreams import ROUTES

WRITTEN = Path(__file__).resolve().parent.parent / "web/client/openapi.json"


def chapter(service: str) -> Document:
    """Return one service's own document; nothing is opened or asked for it."""
    settings = import_module(f"{service}.settings").Settings
    secrets = {
        name: SecretStr(service)
        for name, field in settings.model_fields.items()
        if field.is_required() and field.annotation is SecretStr
    }
    app = import_module(f"{service}.main").create_app(settings.model_construct(**secrets))
    document: Document = app.openapi()
    return document


def written() -> str:
    """Return the merged document as the file holds it."""
    chapters = {name: chapter(name) for name in Upstream}
    merged = merge(chapters, Table(ROUTES), server="/")
    return json.dumps(merged, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file, or check it."""
    content = written()
    if "--check" not in sys.argv:
        WRITTEN.write_text(content)
    elif not WRITTEN.exists() or WRITTEN.read_text() != content:
        sys.exit("web/client/openapi.json is not what the code says: run `make openapi`")


if __name__ == "__main__":
    main()
