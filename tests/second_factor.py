"""The authenticator app of a person in a test."""

import base64
import hashlib
import hmac
import struct
import time


def code(secret: str) -> str:
    """The six digits an authenticator app shows now (RFC 6238, 30 seconds, SHA-1)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
