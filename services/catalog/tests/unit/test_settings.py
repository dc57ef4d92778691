import pytest

from catalog.api.schemas import InsecureLogo, ShopPatch

MEDIA = "http://127.0.0.1:8333/soko-media"


def test_a_logo_without_encryption_stands_on_the_media_host() -> None:
    logo = f"{MEDIA}/logo.png"

    assert ShopPatch(logo_url=logo).changes(media=f"{MEDIA}/") == {"logo_url": logo}


@pytest.mark.parametrize("beside", ["http://127.0.0.1:8333/soko-media.evil/x", "http://elsewhere/"])
def test_no_other_does(beside: str) -> None:
    with pytest.raises(InsecureLogo):
        ShopPatch(logo_url=beside).changes(media=MEDIA)
