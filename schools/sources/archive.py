"""Publishers' files as they came, kept once under their SHA-256."""

import hashlib
import os
from pathlib import Path

from django.conf import settings


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def kept_at(sha256: str) -> Path:
    """Where the bytes of a file taken in are kept."""
    return Path(settings.PRIVATE_ROOT) / "published" / sha256[:2] / sha256


def keep(data: bytes, sha256: str) -> Path:
    """Keep a file untouched; a second time finds it there already."""
    place = kept_at(sha256)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and renamed, so that a reader never meets half a file.
        partial = place.with_name(f"{sha256}.{os.getpid()}.partial")
        partial.write_bytes(data)
        partial.rename(place)
    return place
