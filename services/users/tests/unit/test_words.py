import pytest
from pydantic import TypeAdapter, ValidationError

from users.api.locales import preferred
from users.api.words import Email
from users.domain import password
from users.domain.identifiers import email_key, username_key
from users.domain.password import PasswordRefused
from users.domain.phone import PhoneNumberInvalid, e164
from users.domain.role import PERMISSIONS, BeyondAuthority, within

EMAIL = TypeAdapter[str](Email)


def test_spellings_of_one_address_are_one() -> None:
    assert email_key("ASHA@Example.COM ") == email_key("asha@example.com")
    assert username_key("Ren\u00e9") == username_key("rene\u0301")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Asha@EXAMPLE.com", "Asha@example.com"),
        ("a@b\u00fccher.example", "a@xn--bcher-kva.example"),
    ],
)
def test_addresses_are_kept_as_mail_servers_take_them(given: str, kept: str) -> None:
    assert EMAIL.validate_python(given) == kept


@pytest.mark.parametrize(
    "given", ["", "a", "a@", "@b.example", "a@b", "a b@c.example", "a@c.example\n", "a@[1.2.3.4]"]
)
def test_what_is_no_address_is_refused(given: str) -> None:
    with pytest.raises(ValidationError):
        EMAIL.validate_python(given)


@pytest.mark.parametrize(
    ("text", "country"),
    [("+254 712 345678", None), ("0712345678", "KE"), ("+254712345678", "ET")],
)
def test_numbers_are_kept_in_one_form(text: str, country: str | None) -> None:
    assert e164(text, country=country) == "+254712345678"


@pytest.mark.parametrize("text", ["0712345678", "+1", "++", "tel:", "\u0000", "9" * 200])
def test_what_cannot_be_dialled_is_refused(text: str) -> None:
    with pytest.raises(PhoneNumberInvalid):
        e164(text)


@pytest.mark.parametrize("given", ["password1234", "PassWord1234", "z" * 10, "asha.wanjiru"])
def test_passwords_that_would_be_guessed_are_refused(given: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        password.check(given, known=(None, "Asha.Wanjiru"), pointer="#/password")

    assert refused.value.errors[0].pointer == "#/password"


@pytest.mark.parametrize(
    "given",
    ["a long enough password", "  spaces count  ", "\u0907\u091c\u093c\u094d\u091c\u0924 ab cd"],
)
def test_other_passwords_are_fine_as_they_are(given: str) -> None:
    password.check(given, known=("asha",), pointer="#/password")


def test_the_list_of_common_passwords_is_of_use() -> None:
    listed = password._common()

    assert len(listed) >= 100
    assert all(len(word) >= password.SHORTEST and word == word.casefold() for word in listed)


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("sw", "sw"),
        ("SW-ke;q=0.9,en", "sw-KE"),
        ("am-Ethi-ET", "am"),
        ("x" * 1000, "en"),
    ],
)
def test_the_first_language_asked_for_is_taken(header: str | None, locale: str) -> None:
    assert preferred(header) == locale


@pytest.mark.parametrize("held", [{"*"}, {"users:*"}, {"users:read", "users:write"}])
def test_authority_covers_what_it_names(held: set[str]) -> None:
    within({"users:read"}, of=held)


@pytest.mark.parametrize("held", [set(), {"users:write"}, {"orders:*"}])
def test_authority_covers_nothing_else(held: set[str]) -> None:
    with pytest.raises(BeyondAuthority):
        within({"users:read"}, of=held)
    with pytest.raises(BeyondAuthority):
        within({"*"}, of=PERMISSIONS - {"*"})
