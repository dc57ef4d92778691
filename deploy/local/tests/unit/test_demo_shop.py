import io

from PIL import Image

from soko.seed.motifs import MOTIFS
from soko.seed.pictures import picture
from soko.seed.stock import CURRENCIES, category_paths, goods, price, slug_of


def test_there_are_sixty_goods_and_no_two_share_a_slug_or_a_sku():
    items = goods()

    skus = [item.sku for item in items if not item.variations]
    skus += [variation.sku for item in items for variation in item.variations]
    assert len(items) == 60
    assert len({item.slug for item in items}) == 60
    assert len(set(skus)) == len(skus)


def test_every_good_has_a_price_in_every_currency():
    for item in goods():
        assert {money["currency"] for money in item.prices} == set(CURRENCIES)
        assert all(money["amount"] > 0 for money in item.prices)


def test_prices_are_ones_that_can_be_paid():
    assert price(2450, "KES") % 100 == 0
    assert price(1, "USD") == 50


def test_a_few_are_sold_out_and_of_all_others_there_are_a_hundred_at_least():
    sold_out = [item for item in goods() if item.units == 0]

    assert 1 <= len(sold_out) <= 5
    assert all(item.units >= 100 for item in goods() if item not in sold_out)


def test_several_goods_come_in_sizes_or_colours():
    kinds = {name for item in goods() for one in item.variations for name in one.options}

    assert {"size", "colour"} <= kinds


def test_categories_have_three_levels_and_slugs_of_their_own():
    paths = category_paths(goods())

    assert {len(path) for path in paths} == {1, 2, 3}
    assert len({slug_of(path[-1]) for path in paths}) == len(paths)
    assert all(path[:-1] in paths for path in paths if path[1:])


def test_every_good_has_a_picture():
    assert {item.motif for item in goods()} == set(MOTIFS)


def test_the_same_slug_gives_the_same_picture():
    drawn = picture("stoneware-mug", "mug")

    assert drawn == picture("stoneware-mug", "mug")
    assert drawn != picture("espresso-cup", "mug")
    with Image.open(io.BytesIO(drawn)) as image:
        assert (image.format, image.size) == ("JPEG", (800, 800))
