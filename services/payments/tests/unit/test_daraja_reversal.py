import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from common.money import Money
from payments.adapters.daraja import callbacks, reversal
from payments.adapters.daraja.initiator import Initiator
from payments.adapters.outbound import Reply
from payments.domain.refund import RefundOrder, RefundStanding
from payments.domain.webhook import Notice
from payments.usecases.problems import ProviderSilent

ORDER = RefundOrder(
    reference="RF0123456789",
    attempt_reference="0123456789AB",
    receipt="TI19EXAMP1",
    session="ws_CO_1",
    amount=Money(150_000, "KES"),
    is_whole=True,
    reason="late",
)


def initiator(key: rsa.RSAPrivateKey) -> Initiator:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2046, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    return Initiator(name="testapi", password="opensesame", certificate=pem)


def result(code: Any, **fields: Any) -> Notice:
    body = {"Result": {"ResultType": 0, "ResultCode": code, **fields}}
    return Notice(channel="daraja", body=json.dumps(body).encode(), headers=(), token_hash="hash")


def reply(status: int, **body: Any) -> Reply:
    return Reply(status=status, body=json.dumps(body).encode())


def test_a_reversal_names_the_receipt_and_hides_the_password() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    body = reversal.request(
        ORDER, initiator(key), shortcode="600992", result_url="https://shop.example/hooks/5f"
    )

    sealed = base64.b64decode(body.pop("SecurityCredential"))
    assert key.decrypt(sealed, padding.PKCS1v15()) == b"opensesame"
    assert body == {
        "Initiator": "testapi",
        "CommandID": "TransactionReversal",
        "TransactionID": "TI19EXAMP1",
        "Amount": 1500,
        "ReceiverParty": "600992",
        "RecieverIdentifierType": "11",
        "ResultURL": "https://shop.example/hooks/5f",
        "QueueTimeOutURL": "https://shop.example/hooks/5f",
        "Remarks": "Refund RF0123456789",
        "Occasion": "RF0123456789",
    }
    assert "opensesame" not in repr(initiator(key))


def test_what_is_accepted_is_only_begun() -> None:
    finding = reversal.taken(reply(200, ResponseCode="0", OriginatorConversationID="f1e2-4b95"))

    assert (finding.standing, finding.provider_reference) == (RefundStanding.PENDING, "f1e2-4b95")


def test_what_is_refused_was_not_begun_and_all_else_is_silence() -> None:
    refused = reversal.taken(reply(400, errorCode="400.002.02", errorMessage="Invalid Initiator"))

    assert refused.standing is RefundStanding.REFUSED
    for status, body in ((500, {"errorCode": "500.003.1001"}), (200, {"ResponseCode": "1"})):
        with pytest.raises(ProviderSilent):
            reversal.taken(reply(status, **body))


@pytest.mark.parametrize(
    ("code", "standing", "retryable"),
    [
        (0, RefundStanding.SUCCEEDED, True),
        ("R000001", RefundStanding.SUCCEEDED, True),
        ("R000002", RefundStanding.FAILED, False),
        ("1", RefundStanding.FAILED, True),
        (2001, RefundStanding.FAILED, False),
        ("31337", RefundStanding.UNRECOGNISED, True),
        (None, RefundStanding.UNRECOGNISED, True),
    ],
)
def test_a_result_code_decides_as_text_or_number(
    code: Any, standing: RefundStanding, retryable: bool
) -> None:
    report = callbacks.report_of(result(code))

    assert report is not None
    assert report.refund is not None
    assert report.callback_hash == report.subject == "hash"
    assert (report.refund.standing, report.refund.retryable) == (standing, retryable)


def test_a_result_says_how_much_went_back() -> None:
    parameters = [{"Key": "Charge"}, {"Key": "Amount", "Value": 1500.0}]
    report = callbacks.report_of(
        result(
            0,
            TransactionID="TI29EXAMP2",
            ResultParameters={"ResultParameter": parameters},
        )
    )

    assert report is not None
    assert report.refund is not None
    assert report.refund.amount == Money(150_000, "KES")
    assert report.refund.provider_reference == "TI29EXAMP2"
