"""Signing keys in Postgres: the private halves encrypted, so that a dump signs nothing."""

from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from users.adapters.tables import SigningKeyRow
from users.domain.keys import SigningKey

_NONCE_BYTES = 12


class WrongKeySecret(Exception):
    """SOKO_USERS_KEY_SECRET is not the one the stored keys were encrypted with."""


class Seal:
    """Encrypts private keys (AES-256-GCM) with a key derived from the service's secret."""

    def __init__(self, secret: str) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"soko users signing keys")
        self._cipher = AESGCM(derived.derive(secret.encode()))

    def close(self, pem: str, *, kid: str) -> bytes:
        """Encrypt the key; it opens only under its own `kid`."""
        nonce = token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, pem.encode(), kid.encode())

    def open(self, sealed: bytes, *, kid: str) -> str:
        """Decrypt the key; raise `WrongKeySecret`."""
        nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, body, kid.encode()).decode()
        except InvalidTag as error:
            raise WrongKeySecret("SOKO_USERS_KEY_SECRET does not open the stored keys") from error


class SqlSigningKeys:
    """The `SigningKeys` port over one open session."""

    def __init__(self, session: AsyncSession, seal: Seal) -> None:
        self._session = session
        self._seal = seal

    async def all(self, *, locked: bool = False) -> list[SigningKey]:
        """Return every key; `locked` keeps other processes from adding one meanwhile."""
        if locked:
            await self._session.execute(
                text("select pg_advisory_xact_lock(hashtext('users.signing_keys'))")
            )
        rows = await self._session.scalars(select(SigningKeyRow))
        return [
            SigningKey(
                kid=row.kid,
                private_pem=self._seal.open(row.sealed_pem, kid=row.kid),
                signs_from=row.signs_from,
                verifies_until=row.verifies_until,
            )
            for row in rows
        ]

    async def add(self, key: SigningKey) -> None:
        """Store a new key."""
        await self._session.execute(
            insert(SigningKeyRow).values(
                kid=key.kid,
                sealed_pem=self._seal.close(key.private_pem, kid=key.kid),
                signs_from=key.signs_from,
                verifies_until=key.verifies_until,
            )
        )

    async def save(self, key: SigningKey) -> None:
        """Store when a key retires."""
        await self._session.execute(
            update(SigningKeyRow)
            .where(SigningKeyRow.kid == key.kid)
            .values(verifies_until=key.verifies_until)
        )
