from email.message import EmailMessage

import httpx
import pytest

from soko.mailsink.box import Box, parse
from soko.mailsink.main import Settings, create_app


def letter(subject="Hello", to="ada@shop.example"):
    message = EmailMessage()
    message["From"] = "Soko <no-reply@soko.example>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = "<1@soko>"
    message.set_content("see\nhttp://localhost/confirm?token=abc\n")
    message.add_alternative("<b>see</b>", subtype="html")
    return message.as_bytes()


def test_both_forms_of_a_mail_are_read():
    mail = parse(letter("Grüße"), ["ada@shop.example"])

    assert mail.subject == "Grüße"
    assert "http://localhost/confirm?token=abc" in mail.text.splitlines()
    assert mail.html.strip() == "<b>see</b>"
    assert mail.message_id == "<1@soko>"


def test_the_newest_mail_comes_first_and_the_oldest_leaves_a_full_box():
    box = Box(capacity=2)
    for subject in ("one", "two", "three"):
        box.put(parse(letter(subject), ["ada@shop.example"]))

    assert [mail.subject for mail in box.mails()] == ["three", "two"]


def test_mails_are_found_by_their_recipient_whatever_the_case():
    box = Box()
    box.put(parse(letter(), ["Ada@shop.example"]))
    box.put(parse(letter(), ["bob@shop.example"]))

    assert [mail.to for mail in box.mails("ada@SHOP.example")] == ["Ada@shop.example"]


@pytest.fixture
async def client():
    app = create_app(Settings())
    app.state.box.put(parse(letter(), ["ada@shop.example"]))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://mail") as client:
        yield client


async def test_the_api_lists_and_forgets(client):
    found = (await client.get("/api/messages", params={"to": "ada@shop.example"})).json()
    assert set(found["messages"][0]) == {
        "id",
        "to",
        "from",
        "subject",
        "text",
        "html",
        "message_id",
        "received_at",
    }

    assert (await client.delete("/api/messages")).status_code == 204
    assert (await client.get("/api/messages")).json() == {"messages": []}


async def test_the_pages_show_the_mail_and_its_html_can_run_no_script(client):
    mail_id = (await client.get("/api/messages")).json()["messages"][0]["id"]

    assert "Hello" in (await client.get("/")).text
    assert "token=abc" in (await client.get(f"/messages/{mail_id}")).text
    body = await client.get(f"/messages/{mail_id}/html")
    assert "sandbox" in body.headers["content-security-policy"]
    assert (await client.get("/messages/gone")).status_code == 404
