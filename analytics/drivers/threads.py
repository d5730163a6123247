"""One thread for many small matrices: threads that wait for each other on a busy machine take many times as long."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")


def one_thread(work: Callable[Given, Found]) -> Callable[Given, Found]:
    """The same function with linear algebra (of libraries loaded so far) kept to one thread while it runs."""

    @wraps(work)
    def alone(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        with threadpool_limits(1):
            return work(*args, **kwargs)

    return alone
