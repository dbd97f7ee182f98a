"""Passwords, PINs, and the random texts that let people in; what of them may be kept is a hash.

May not know an account or a store.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from klik_kit.errors import KlikError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST_PIN, LEAST_PASSWORD, MOST = 6, 8, 200
CODE_LENGTH = 8
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody confuses on paper: neither I, L, O nor 0, 1."""
_STEPS = ("0123456789012345678", "9876543210987654321")


def check_secret(secret: str) -> None:
    """Whether a text may be a PIN or a password.

    Raises:
        KlikError: it is too short, too long or too easy to guess; says what to choose instead.
    """
    if len(secret) > MOST:
        raise KlikError(f"PIN atau kata sandi paling banyak {MOST} huruf.")
    if not secret.strip():
        raise KlikError("PIN atau kata sandi belum diisi.")
    if re.fullmatch(r"[0-9]+", secret):
        if len(secret) < LEAST_PIN:
            raise KlikError(f"PIN terlalu pendek: minimal {LEAST_PIN} angka.")
        if len(set(secret)) == 1 or any(secret in steps for steps in _STEPS):
            raise KlikError("PIN ini mudah ditebak. Hindari angka yang sama semua atau berurutan.")
        return
    if len(secret) < LEAST_PASSWORD:
        raise KlikError(
            f"Kata sandi terlalu pendek: minimal {LEAST_PASSWORD} huruf. PIN minimal {LEAST_PIN} angka, tanpa huruf."
        )
    if len(set(secret)) == 1:
        raise KlikError("Kata sandi ini mudah ditebak. Hindari huruf yang sama semua.")


def hash_secret(secret: str) -> str:
    """The argon2 hash of a PIN or password; takes some 30 ms and 19 MiB."""
    return _hasher().hash(_one_form(secret))


def verify(stored: str | None, secret: str) -> bool:
    """Whether a secret is the one behind a hash; as slow where there is no hash, so that the clock tells nothing."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(stored or _nobody(), _one_form(secret)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_token(size: int = 32) -> str:
    """A random text of ``size`` bytes for a cookie or a link; letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(size)


def short_code() -> str:
    """A random code of eight letters and digits, to be typed from a card."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(CODE_LENGTH))


def shown_code(code: str) -> str:
    """A short code as it is printed: ``ABCD-2345``."""
    return f"{code[:4]}-{code[4:]}"


def token_hash(token: str) -> str:
    """What the store keeps of a token or of a short code without its dash; SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    """Source of the numbers: OWASP, Password Storage Cheat Sheet: argon2id, 19 MiB, t=2, p=1."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """The hash of a secret that nobody knows."""
    return hash_secret(new_token())


def _one_form(secret: str) -> str:
    """The same text however a keyboard composes its letters."""
    return unicodedata.normalize("NFKC", secret).encode(errors="replace").decode()
