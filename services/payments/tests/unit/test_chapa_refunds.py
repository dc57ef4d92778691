import json
from dataclasses import replace
from typing import Any

import pytest

from common.money import Money
from payments.adapters.chapa import refunds
from payments.domain.provider import Finding, Standing
from payments.domain.refund import RefundOrder, RefundStanding
from payments.usecases.problems import ProviderSilent

ORDER = RefundOrder(
    reference="RF0123456789",
    attempt_reference="0123456789AB",
    receipt="APqEXAMPLE01",
    session=None,
    amount=Money(10_050, "ETB"),
    is_whole=False,
    reason="goodwill",
)
TAKEN = {
    "message": "Refund initiated successfully. Processing time: 1-3 business days",
    "status": "success",
    "data": {
        "id": 730,
        "chapa_reference": "APqEXAMPLE01",
        "amount": "100.50",
        "ref": "MERC-DIS-REF-EXAMPLE1",
        "currency": "ETB",
        "status": "Refund Initiated",
        "merchant_reference": "RF0123456789",
    },
}


def body(document: Any) -> bytes:
    return json.dumps(document).encode()


def refusal(message: Any) -> bytes:
    return body({"message": message, "status": "failed", "data": None})


def verified(status: str, **data: Any) -> bytes:
    shown = {"amount": 100.5, "currency": "ETB", "ref_id": "MERC-1", "status": status, **data}
    return body({"message": "Refund verified successfully", "status": "success", "data": shown})


def test_it_asks_for_the_amount_under_a_reference_of_our_own() -> None:
    assert refunds.form(ORDER) == {
        "amount": "100.50",
        "reason": "goodwill",
        "reference": "RF0123456789",
    }


def test_what_was_taken_on_is_under_way() -> None:
    finding = refunds.taken(200, body(TAKEN), ORDER)

    assert finding is not None
    assert finding.standing is RefundStanding.PENDING
    assert finding.provider_reference == "MERC-DIS-REF-EXAMPLE1"


def test_its_name_is_read_under_either_key() -> None:
    data = {"ref_id": "MERC-2", "status": "initiated"}

    finding = refunds.taken(200, body({"status": "success", "data": data}), ORDER)

    assert finding is not None
    assert finding.provider_reference == "MERC-2"


def test_a_used_reference_says_that_an_earlier_copy_got_through() -> None:
    finding = refunds.taken(400, refusal("Refund reference has been used before"), ORDER)

    assert finding is not None
    assert finding.standing is RefundStanding.PENDING
    assert finding.provider_reference == ORDER.reference


@pytest.mark.parametrize(
    ("message", "retryable"),
    [
        ("Refunds can only be processed in live mode", False),
        ("Insufficient balance", True),
        ({"amount": ["validation.numeric"]}, True),
        (None, True),
    ],
)
def test_a_refusal_moves_nothing(message: Any, retryable: bool) -> None:
    finding = refunds.taken(400, refusal(message), ORDER)

    assert finding is not None
    assert (finding.standing, finding.retryable) == (RefundStanding.REFUSED, retryable)


def test_a_payment_it_does_not_know_is_looked_for_by_its_other_name() -> None:
    assert refunds.taken(404, refusal("Transaction not found"), ORDER) is None


@pytest.mark.parametrize(
    ("status", "answer"), [(302, b"{}"), (200, b"<html>"), (200, b'{"status":"failed"}')]
)
def test_what_cannot_be_read_says_nothing(status: int, answer: bytes) -> None:
    with pytest.raises(ProviderSilent):
        refunds.taken(status, answer, ORDER)


@pytest.mark.parametrize(
    ("word", "standing"),
    [
        ("initiated", RefundStanding.PENDING),
        ("processing", RefundStanding.PENDING),
        ("Refunded", RefundStanding.SUCCEEDED),
        ("reversed", RefundStanding.FAILED),
        ("failed", RefundStanding.FAILED),
        ("teleported", RefundStanding.UNRECOGNISED),
    ],
)
def test_every_word_of_a_verification_is_read(word: str, standing: RefundStanding) -> None:
    finding = refunds.found(200, verified(word))

    assert finding is not None
    assert (finding.standing, finding.amount) == (standing, Money(10_050, "ETB"))
    assert finding.provider_reference == "MERC-1"


def test_a_verification_that_finds_none_or_says_nothing() -> None:
    assert refunds.found(404, refusal("Refund not found")) is None
    for status, answer in ((401, refusal("Invalid API Key")), (200, body({"data": []}))):
        with pytest.raises(ProviderSilent):
            refunds.found(status, answer)


@pytest.mark.parametrize(
    ("payment", "whole", "taken", "standing"),
    [
        (Standing.REVERSED, True, False, RefundStanding.SUCCEEDED),
        (Standing.REVERSED, False, False, RefundStanding.UNRECOGNISED),
        (Standing.CAPTURED, True, False, RefundStanding.ABSENT),
        (Standing.CAPTURED, True, True, RefundStanding.PENDING),
        (Standing.PENDING, True, False, RefundStanding.UNRECOGNISED),
        (Standing.UNRECOGNISED, True, False, RefundStanding.UNRECOGNISED),
    ],
)
def test_without_a_name_the_payment_itself_says_what_it_can(
    payment: Standing, whole: bool, taken: bool, standing: RefundStanding
) -> None:
    order = replace(ORDER, is_whole=whole, provider_reference=ORDER.reference if taken else None)

    assert refunds.concluded(Finding(standing=payment), order).standing is standing
