import json
import stat

import pytest
from cryptography import x509

from soko.credentials import certificate_of, credentials_of, public_keys
from soko.home import home_at


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    home = home_at(tmp_path)

    first = credentials_of(home)

    assert credentials_of(home) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_a_secret_that_is_new_in_this_version_is_added_and_the_others_stay(tmp_path):
    home = home_at(tmp_path)
    path = tmp_path / "secrets.json"
    before = credentials_of(home)
    known = json.loads(path.read_text())
    del known["tokens"]["order_token"]
    path.write_text(json.dumps(known))

    after = credentials_of(home)

    assert after.tokens["order_token"]
    assert after.postgres == before.postgres


def test_no_two_secrets_are_alike(tmp_path):
    made = credentials_of(home_at(tmp_path))

    passwords = [*made.postgres.values(), *made.rabbitmq.values(), *made.tokens.values()]
    assert len(passwords) == len(set(passwords))


def test_a_public_key_tells_nothing_of_the_private_one(tmp_path):
    made = credentials_of(home_at(tmp_path))

    assert all("PRIVATE" in key for key in made.keys.values())
    assert all("PRIVATE" not in key for key in public_keys(made).values())


def test_a_key_has_one_certificate_which_verifies_by_it(tmp_path):
    made = credentials_of(home_at(tmp_path))

    pem = certificate_of(made.mpesa["private_key"])

    assert certificate_of(made.mpesa["private_key"]) == pem
    assert "PRIVATE" not in pem
    certificate = x509.load_pem_x509_certificate(pem.encode())
    certificate.verify_directly_issued_by(certificate)


def test_only_an_rsa_key_has_a_certificate(tmp_path):
    made = credentials_of(home_at(tmp_path))

    with pytest.raises(TypeError, match="RSA"):
        certificate_of(made.keys["orders"])
