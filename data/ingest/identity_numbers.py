"""Numbers that name one person for life: national identity numbers and payment cards, told by their check digits."""

from __future__ import annotations

import re
from datetime import date

_CHINA = re.compile(r"[1-9]\d{5}(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})\d{3}[\dXx]")
_US = re.compile(r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
_SPAIN = re.compile(r"(?P<lead>[XYZ]?)(?P<digits>\d{7,8})(?P<letter>[A-Z])")
_CARD = re.compile(r"\d{4}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,3})?|\d{4}[ -]?\d{6}[ -]?\d{5}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def is_identity_number(text: str) -> bool:
    """Whether the whole of `text` is a Chinese, US or Spanish identity number or a payment card's number.

    Check digits: ISO 7064 MOD 11-2 (GB 11643-1999), the letter modulo 23 (Spain), Luhn (ISO/IEC 7812-1). A US number
    has none; its three parts must be ones that are issued.

    Examples
    --------
    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    >>> is_identity_number("4111 1111 1111 1111"), is_identity_number("078-05-1120"), is_identity_number("12345678Z")
    (True, True, True)
    """
    plain = text.strip()
    return _is_chinese(plain) or bool(_US.fullmatch(plain)) or _is_spanish(plain.upper()) or is_card_number(plain)


def _is_chinese(text: str) -> bool:
    hit = _CHINA.fullmatch(text)
    if not hit:
        return False
    try:
        date(int(hit["year"]), int(hit["month"]), int(hit["day"]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == text[17].upper()


def _is_spanish(text: str) -> bool:
    hit = _SPAIN.fullmatch(text)
    if not hit or len(hit["lead"]) + len(hit["digits"]) != 8:
        return False
    number = int(f"{'XYZ'.index(hit['lead']) if hit['lead'] else ''}{hit['digits']}")
    return _LETTERS[number % 23] == hit["letter"]


def is_card_number(text: str) -> bool:
    """Whether `text` is written like a payment card's number and passes Luhn's test."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    if not _CARD.fullmatch(text) or not 14 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
