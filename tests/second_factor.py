"""The authenticator app of a person in a test, and the device that keeps their passkey."""

import base64
import hashlib
import hmac
import json
import secrets
import struct
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData


def code(secret: str) -> str:
    """The six digits an authenticator app shows now (RFC 6238, 30 seconds, SHA-1)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


class Passkey:
    """A device that keeps one passkey, and has checked who holds it unless told otherwise.

    It answers the options that a page or an address gives, as a browser's script would write it.
    """

    def __init__(self, origin: str = "https://testserver"):
        self.origin = origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.owner = b""

    def make(self, options: dict, *, verified: bool = True) -> str:
        """The answer to a request for a new passkey."""
        asked = options["publicKey"]
        self.owner = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        data = AuthenticatorData.create(
            sha256(asked["rp"]["id"].encode()),
            self._flags(verified) | AuthenticatorData.FLAG.AT,
            0,
            AttestedCredentialData.create(b"\0" * 16, self.id, public),
        )
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", asked),
            attestationObject=bytes(AttestationObject.create("none", data, {})),
        )

    def sign(self, options: dict, *, verified: bool = True) -> str:
        """The answer to a request to show the passkey."""
        asked = options["publicKey"]
        data = AuthenticatorData.create(sha256(asked["rpId"].encode()), self._flags(verified), 0)
        client_data = self._client_data("webauthn.get", asked)
        signature = self.key.sign(data + sha256(client_data), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=client_data,
            authenticatorData=bytes(data),
            signature=signature,
            userHandle=self.owner,
        )

    def _flags(self, verified):
        flag = AuthenticatorData.FLAG
        return flag.UP | flag.UV if verified else flag.UP

    def _client_data(self, kind, asked):
        told = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(told).encode()

    def _answer(self, **response):
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": {name: websafe_encode(value) for name, value in response.items()},
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )
