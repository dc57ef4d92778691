from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from catalog.domain.merging import merged
from catalog.domain.pricing import Price, effective, lowest, price_list
from catalog.domain.product import (
    MAX_PICTURES,
    Picture,
    Product,
    Status,
    TooMany,
    Variant,
    VariantExists,
    VariantInUse,
    VariantNotFound,
    VariantRequired,
    revised,
    revised_variant,
    with_changed_picture,
    with_picture,
    with_variant,
    without_variant,
)
from common.errors import Invalid
from common.money import Money


def variant(**fields: Any) -> Variant:
    return Variant(**{"id": uuid4(), "sku": "S", **fields})


def picture() -> Picture:
    return Picture(id=uuid4(), key="k", alt_text="", width=1, height=1)


def product(**fields: Any) -> Product:
    given = {"id": uuid4(), "slug": "s", "name": "S", "category_id": uuid4()}
    return Product(**{**given, "variants": (variant(),), **fields})


def test_a_product_costs_what_its_cheapest_variant_costs() -> None:
    base = {"KES": Price(1000, 1200), "USD": Price(10)}
    goods = product(
        prices=base,
        variants=(variant(prices={"KES": Price(900)}), variant(prices={"EUR": Price(8)})),
    )

    assert goods.listing == {"KES": Price(900), "USD": Price(10), "EUR": Price(8)}
    assert effective({}, base) == base
    assert lowest([]) == {}


@pytest.mark.parametrize(
    ("prices", "former"),
    [
        ([Money(1, "KES"), Money(2, "KES")], []),
        ([Money(5, "KES")], [Money(5, "KES")]),
        ([Money(5, "KES")], [Money(9, "USD")]),
    ],
)
def test_contradicting_prices_are_refused(prices: list[Money], former: list[Money]) -> None:
    with pytest.raises(Invalid, match="contradict"):
        price_list(prices, former)


def test_a_former_price_stays_while_it_is_above() -> None:
    goods = product(prices=price_list([Money(5, "KES")], [Money(9, "KES")]))

    assert revised(goods, {"prices": [Money(8, "KES")]}).prices == {"KES": Price(8, 9)}
    assert revised(goods, {"prices": [Money(9, "KES")]}).prices == {"KES": Price(9)}
    assert revised(goods, {"compare_at_prices": []}).prices == {"KES": Price(5)}


def test_a_time_of_publication_makes_a_schedule() -> None:
    at = datetime(2030, 1, 1, tzinfo=UTC)
    scheduled = revised(product(), {"publish_at": at})

    assert (scheduled.status, scheduled.publish_at) == (Status.SCHEDULED, at)
    assert revised(scheduled, {"status": Status.DRAFT}).publish_at is None
    with pytest.raises(Invalid):
        revised(scheduled, {"publish_at": None})
    with pytest.raises(Invalid):
        revised(product(), {"status": Status.SCHEDULED})


def test_the_least_is_not_more_than_the_most() -> None:
    with pytest.raises(Invalid):
        revised(product(max_order_quantity=3), {"min_order_quantity": 4})


def test_a_sku_of_a_product_is_that_of_its_only_variant() -> None:
    assert revised(product(), {"sku": "N"}).variants[0].sku == "N"
    with pytest.raises(VariantRequired):
        revised(product(variants=(variant(), variant())), {"sku": "N"})


def test_variants_differ_in_their_options() -> None:
    plain = product()
    small = with_variant(plain, variant(options={"size": "S"}), replacing_plain=True)

    assert [dict(v.options) for v in small.variants] == [{"size": "S"}]
    with pytest.raises(VariantExists):
        with_variant(small, variant(options={"size": "S"}), replacing_plain=False)
    with pytest.raises(VariantExists):
        with_variant(plain, variant(), replacing_plain=False)
    with pytest.raises(VariantInUse):
        without_variant(small, small.variants[0].id)
    with pytest.raises(VariantNotFound):
        without_variant(small, uuid4())
    changed = revised_variant(small.variants[0], {"options": {"size": None, "colour": "red"}})
    assert changed.options == {"colour": "red"}


def test_a_picture_moves_to_its_place() -> None:
    first, second, third = picture(), picture(), picture()
    shown = product(pictures=(first, second, third))

    def moved(position: int | None) -> list[Picture]:
        after = with_changed_picture(shown, first.id, alt_text=None, position=position)
        return list(after.pictures)

    assert moved(1) == [second, first, third]
    assert moved(99) == [second, third, first]
    assert moved(None) == [first, second, third]
    with pytest.raises(TooMany):
        with_picture(product(pictures=tuple(picture() for _ in range(MAX_PICTURES))), picture())


def test_a_merge_patch_takes_away_and_lays_over() -> None:
    target = {"a": {"x": 1, "y": 2}, "b": {"x": 1}, "c": 3}

    assert merged(target, {"a": {"x": None, "z": 4}, "b": {"x": None}, "c": None, "d": 5}) == {
        "a": {"y": 2, "z": 4},
        "d": 5,
    }
