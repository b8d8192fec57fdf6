"""Turns a function over arrays into machine code, once for each machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """Compile a function when it is first called, and keep the code on disk."""
    return cast("F", numba.njit(cache=True, error_model="numpy")(function))


def summed_in_any_order(function: F) -> F:
    """Compile a function that adds whole numbers only, where the order is free."""
    decorate = numba.njit(cache=True, error_model="numpy", fastmath={"reassoc", "nsz"})
    return cast("F", decorate(function))
