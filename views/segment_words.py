"""Segments in words: the sample's dimensions and values have both languages, those of a file stay as they came."""

from __future__ import annotations

from errors import N_
from i18n import _

DIMENSIONS = {
    "role": N_("Role"),
    "industry": N_("Industry"),
    "region": N_("Region"),
    "account_size": N_("Customer size"),
    "customer_type": N_("Customer type"),
    "station": N_("Station"),
    "car_class": N_("Car class"),
}
VALUES = {
    "User": N_("User"),
    "Decision maker": N_("Decision maker"),
    "Manufacturing": N_("Manufacturing"),
    "Finance": N_("Finance"),
    "Public sector": N_("Public sector"),
    "Retail": N_("Retail"),
    "East China": N_("East China"),
    "South China": N_("South China"),
    "North China": N_("North China"),
    "West China": N_("West China"),
    "Mid-size": N_("Mid-size"),
    "Large": N_("Large"),
    "Small": N_("Small"),
    "Corporate": N_("Corporate"),
    "Private": N_("Private"),
    "Airport": N_("Airport"),
    "Railway station": N_("Railway station"),
    "City": N_("City"),
    "Compact": N_("Compact"),
    "SUV": N_("SUV"),
    "Premium": N_("Premium"),
}


def dimension(code: str) -> str:
    """The name of a dimension."""
    return _(DIMENSIONS[code]) if code in DIMENSIONS else code


def value(dim: str, code: str) -> str:
    """The name of a value of a dimension."""
    return _(VALUES[code]) if dim in DIMENSIONS and code in VALUES else code
