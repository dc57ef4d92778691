from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from catalog.adapters.searchable import folded
from catalog.domain import slugs
from catalog.domain.category import MAX_DEPTH, Category, CategoryMisplaced, check_place
from catalog.domain.shop import AT_FIRST, revised
from catalog.usecases.audit import described, recorded
from catalog.usecases.ports import Staff
from common.clock import utcnow
from common.errors import Invalid


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Red kettle", "red-kettle"),
        ("  Café & Thé!  ", "cafe-the"),
        ("10% OFF", "10-off"),
        ("ሻይ", ""),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_slug_is_made_of_a_name(name: str, slug: str) -> None:
    assert slugs.slugify(name) == slug


@given(name=some.text(max_size=200))
def test_every_name_gets_a_slug_that_could_have_been_chosen(name: str) -> None:
    for slug in slugs.candidates(name, uuid4()):
        assert slugs.checked(slug) == slug


@pytest.mark.parametrize(
    "slug", ["", "a b", "A", "-a", "a--b", "suggestions", "c96da066-bb31-4b76-b13c-745be869a025"]
)
def test_a_slug_that_misleads_is_refused(slug: str) -> None:
    with pytest.raises(Invalid):
        slugs.checked(slug)


def test_case_and_accents_do_not_matter_in_a_search() -> None:
    assert folded("CAFÉ Größe") == folded("cafe grosse")


def test_a_category_is_not_below_itself_and_not_too_deep() -> None:
    own = uuid4()
    parent = Category(id=uuid4(), slug="p", name="P", ancestors=(own, uuid4()))

    with pytest.raises(CategoryMisplaced):
        check_place(own, parent, height=1)
    with pytest.raises(CategoryMisplaced):
        check_place(uuid4(), parent, height=MAX_DEPTH - 1)
    check_place(uuid4(), parent, height=MAX_DEPTH - 2)
    check_place(own, None, height=MAX_DEPTH)


def test_the_default_currency_is_one_of_the_currencies() -> None:
    assert revised(AT_FIRST, {"default_currency": "USD"}).version == AT_FIRST.version + 1
    with pytest.raises(Invalid):
        revised(AT_FIRST, {"default_currency": "EUR"})


def test_the_audit_tells_what_differs_and_keeps_it_short() -> None:
    staff = Staff(id=uuid4(), request_id="r-1")
    before = described(AT_FIRST)
    after = {**before, "name": "x" * 5000}

    fact = recorded(
        "settings.changed", "shop", "1", before=before, after=after, staff=staff, at=utcnow()
    )

    assert fact.before == {"name": "Soko"}
    assert len(str(fact.after["name"])) < 1000
    assert (fact.actor_id, fact.request_id) == (staff.id, "r-1")
