import base64
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from pydantic import SecretStr

from simulator.settings import Settings

SHORTCODE = "174379"
PASSKEY = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
STAMP = "20260901100523"
TOKEN = "5f0c2c3e9a7d4b1c5f0c2c3e9a7d4b1c"
PUSH = "/mpesa/mpesa/stkpush/v1/processrequest"
QUERY = "/mpesa/mpesa/stkpushquery/v1/query"
REVERSAL = "/mpesa/mpesa/reversal/v1/request"
STATUS = "/mpesa/mpesa/transactionstatus/v1/query"

Ask = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture(scope="session")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def settings(shop: Any, tmp_path: Path, key: rsa.RSAPrivateKey) -> Settings:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    return Settings(
        simulator_book=tmp_path / "book.jsonl",
        mpesa_consumer_key=SecretStr("key"),
        mpesa_consumer_secret=SecretStr("secret"),
        mpesa_initiator_password=SecretStr("Safaricom999!"),
        mpesa_private_key=SecretStr(pem),
    )


@pytest.fixture
def token(client: httpx.AsyncClient) -> Callable[[], Awaitable[str]]:
    async def fetch() -> str:
        answer = await client.get(
            "/mpesa/oauth/v1/generate?grant_type=client_credentials", auth=("key", "secret")
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    return fetch


@pytest_asyncio.fixture
async def ask(client: httpx.AsyncClient, token: Any) -> Ask:
    headers = {"authorization": f"Bearer {await token()}"}

    async def send(path: str, body: Any) -> httpx.Response:
        return await client.post(path, json=body, headers=headers)

    return send


def password(shortcode: str = SHORTCODE, stamp: str = STAMP) -> str:
    return base64.b64encode(f"{shortcode}{PASSKEY}{stamp}".encode()).decode()


@pytest.fixture
def push(ask: Ask, shop: Any) -> Ask:
    async def send(**changes: Any) -> httpx.Response:
        body = {
            "BusinessShortCode": SHORTCODE,
            "Password": password(),
            "Timestamp": STAMP,
            "TransactionType": "CustomerPayBillOnline",
            "Amount": "1500",
            "PartyA": "254708374149",
            "PartyB": SHORTCODE,
            "PhoneNumber": "254708374149",
            "CallBackURL": f"{shop.url}/hooks/{TOKEN}",
            "AccountReference": "7ZK2M9QX4T1B",
            "TransactionDesc": "Order 9F2C41",
        }
        kept = {name: value for name, value in (body | changes).items() if value is not None}
        return await ask(PUSH, kept)

    return send


@pytest.fixture
def query(ask: Ask) -> Ask:
    async def send(checkout_request: str, **changes: Any) -> httpx.Response:
        body = {
            "BusinessShortCode": SHORTCODE,
            "Password": password(),
            "Timestamp": STAMP,
            "CheckoutRequestID": checkout_request,
        }
        return await ask(QUERY, body | changes)

    return send


@pytest.fixture
def decide(client: httpx.AsyncClient) -> Ask:
    async def send(outcome: str, reference: str = "7ZK2M9QX4T1B") -> httpx.Response:
        return await client.post(
            f"/control/transactions/mpesa/{reference}/decision", json={"outcome": outcome}
        )

    return send


@pytest.fixture
def turn(client: httpx.AsyncClient) -> Callable[..., Awaitable[None]]:
    async def send(**dials: Any) -> None:
        answer = await client.put("/control/faults", json={"mpesa": dials})
        assert answer.status_code == 200, answer.text

    return send


@pytest.fixture
def credential(key: rsa.RSAPrivateKey) -> Callable[..., str]:
    def encrypt(plain: str = "Safaricom999!") -> str:
        encrypted = key.public_key().encrypt(plain.encode(), padding.PKCS1v15())
        return base64.b64encode(encrypted).decode()

    return encrypt


@pytest.fixture
def reverse(ask: Ask, shop: Any, credential: Callable[..., str]) -> Ask:
    async def send(receipt: str, **changes: Any) -> httpx.Response:
        body = {
            "Initiator": "testapi",
            "SecurityCredential": credential(),
            "CommandID": "TransactionReversal",
            "TransactionID": receipt,
            "Amount": "1500",
            "ReceiverParty": SHORTCODE,
            "RecieverIdentifierType": "11",
            "ResultURL": f"{shop.url}/hooks/reversal/{TOKEN}",
            "QueueTimeOutURL": f"{shop.url}/hooks/timeout/{TOKEN}",
            "Remarks": "Order 9F2C41 refund",
        }
        kept = {name: value for name, value in (body | changes).items() if value is not None}
        return await ask(REVERSAL, kept)

    return send


@pytest.fixture
def ask_status(ask: Ask, shop: Any, credential: Callable[..., str]) -> Ask:
    async def send(**changes: Any) -> httpx.Response:
        body = {
            "Initiator": "testapi",
            "SecurityCredential": credential(),
            "CommandID": "TransactionStatusQuery",
            "PartyA": SHORTCODE,
            "IdentifierType": "4",
            "ResultURL": f"{shop.url}/hooks/status/{TOKEN}",
            "QueueTimeOutURL": f"{shop.url}/hooks/timeout/{TOKEN}",
            "Remarks": "OK",
            "Occasion": "OK",
        }
        return await ask(STATUS, body | changes)

    return send
