"""The shop's settings, for staff."""

from fastapi import Response

from catalog.adapters.shops import SqlShops
from catalog.api import answers
from catalog.api.deps import ReadsDep, SettingsDep, SettingsReader, SettingsWriter, TxDep
from catalog.api.schemas import ShopPatch
from catalog.api.shown import ShopOut
from catalog.usecases import audit
from catalog.usecases.shop_settings import change_shop
from common.clock import utcnow
from common.routing import router as strict_router

router = strict_router(prefix="/api/v1/admin/settings", tags=["settings"])


@router.get("", response_model=ShopOut)
async def show(reads: ReadsDep, _: SettingsReader) -> Response:
    """Show the shop's settings."""
    shop = await SqlShops(reads).current()
    return answers.private(audit.described(shop), version=shop.version)


@router.patch("", response_model=ShopOut)
async def change(
    body: ShopPatch, staff: SettingsWriter, tx: TxDep, settings: SettingsDep
) -> Response:
    """Change the shop's settings; the other services follow within a second."""
    changes = body.changes(media=settings.media_base_url)
    shop = await change_shop(changes, staff=staff, tx=tx, at=utcnow())
    return answers.private(audit.described(shop), version=shop.version)
