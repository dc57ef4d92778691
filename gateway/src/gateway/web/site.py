"""The two web clients: which of their files or pages a path means."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Final

from gateway.exchange import Exchange
from gateway.headers import Introduction
from gateway.kept import Kept
from gateway.limits import Limits
from gateway.matching import Table, segments_of
from gateway.settings import Settings
from gateway.upstream import Services
from gateway.web.admin import Admin
from gateway.web.catalog import Catalog
from gateway.web.files import HASHED, INDEX, files_of
from gateway.web.policy import Policy
from gateway.web.sitemap import Sitemap, robots
from gateway.web.storefront import Storefront

Showing = Callable[[Exchange], Awaitable[None]]

_ADMIN: Final = "admin"
_RESERVED: Final = frozenset(
    {"api", "docs", "healthz", "internal", "metrics", "problems", "readyz"}
)
"""First segments that are never a page's (api.md, section 1)."""


class Site:
    """Finds what a visitor is shown where the API has no path."""

    def __init__(
        self, showings: dict[str, Showing], storefront: Storefront | None, admin: Admin | None
    ) -> None:
        self._showings = showings
        self.storefront = storefront
        self._admin = admin

    def find(self, path: str) -> Showing | None:
        """Return what shows a path: a file by its name, else a page; None when there is neither."""
        return self._showings.get(path) or self._page(path)

    def _page(self, path: str) -> Showing | None:
        segments = segments_of(path)
        if segments is None or segments[0].lower() in _RESERVED or _is_no_page(segments):
            return None
        if segments[0] == _ADMIN:
            return None if self._admin is None else self._admin.answer
        if self.storefront is None:
            return None
        while len(segments) > 1 and segments[-1] == "":
            segments.pop()
        return partial(self.storefront.answer, segments=segments)


def site_of(
    settings: Settings,
    *,
    kept: Kept,
    table: Table,
    services: Services,
    introduction: Introduction,
    limits: Limits,
) -> Site | None:
    """Read the clients' files; None where there are none to be served."""
    if not settings.web_dir:
        return None
    folder = Path(settings.web_dir)
    policy = Policy(settings.media_base_url)
    base = settings.storefront_url.rstrip("/")
    showings: dict[str, Showing] = {}
    storefront = admin = None
    if (index := folder / "storefront" / INDEX).is_file():
        catalog = Catalog(kept, table)
        storefront = Storefront(
            index.read_text(), catalog=catalog, policy=policy, limits=limits, base=base
        )
        showings["/sitemap.xml"] = Sitemap(services, introduction, base=base).answer
        showings["/robots.txt"] = robots(base).send
        showings |= {at: held.send for at, held in files_of(index.parent, "")}
    if (index := folder / _ADMIN / INDEX).is_file():
        admin = Admin(index.read_text(), policy)
        showings |= {at: held.send for at, held in files_of(index.parent, f"/{_ADMIN}")}
    if storefront is None and admin is None:
        raise RuntimeError(f"SOKO_WEB_DIR: neither storefront/ nor admin/ in {folder} has a page")
    return Site(showings, storefront, admin)


def _is_no_page(segments: list[str]) -> bool:
    """Whether a file is asked for, or something hidden: what is not there is not there."""
    within = segments[1:] if segments[0] == _ADMIN else segments
    return "." in segments[-1] or segments[0].startswith(".") or within[:1] == [HASHED]
