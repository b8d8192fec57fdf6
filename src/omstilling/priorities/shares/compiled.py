"""Turns a function over arrays into machine code, once for each machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """Compile a function when it is first called, and keep the code on disk."""
    return cast("F", numba.njit(cache=True, error_model="numpy")(function))
