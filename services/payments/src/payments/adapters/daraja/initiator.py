"""Who acts in the shop's name where more than the shortcode's passkey is asked for."""

import base64
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiator:
    """May reverse and look payments up; the password leaves only encrypted for Safaricom."""

    name: str
    password: str = field(repr=False)
    certificate: str
    """As PEM."""

    def proof(self) -> dict[str, str]:
        """Return the fields that name the initiator and prove it."""
        return {"Initiator": self.name, "SecurityCredential": self._credential()}

    def _credential(self) -> str:
        key = x509.load_pem_x509_certificate(self.certificate.encode()).public_key()
        if not isinstance(key, rsa.RSAPublicKey):
            raise TypeError("the certificate holds no RSA key")
        # The padding is Safaricom's choice.
        sealed = key.encrypt(self.password.encode(), padding.PKCS1v15())
        return base64.b64encode(sealed).decode()
