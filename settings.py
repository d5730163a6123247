"""Paths and process limits, read once from the environment. Thresholds live in the store."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """Process settings; each may be set as THROUGHLINE_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="THROUGHLINE_", extra="ignore")

    store: Path = PROJECT / "data" / "local" / "throughline.duckdb"
    memory_limit: str = "2GB"
    threads: int = Field(default=2, ge=1)
    query_seconds: float = Field(default=10.0, gt=0)
    upload_mb: int = Field(default=1024, ge=1)
    max_columns: int = Field(default=5_000, ge=1)
    max_rows: int = Field(default=10_000_000, ge=1)
    import_seconds: float = Field(default=600.0, gt=0)
    import_memory_mb: int = Field(default=1024, ge=128)
    sample: bool = True
    freeze: bool = True
    first_visit: bool = True
    score: bool = True


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process; tests call `settings.cache_clear()` after changing the environment."""
    return Settings()
