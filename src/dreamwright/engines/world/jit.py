"""Dr.Jit set up for this machine: CUDA where an NVIDIA driver is, LLVM otherwise.

The one place that imports Dr.Jit's types. World frame: x right, y ahead, z up, metres.
"""

from __future__ import annotations

import ctypes.util
import importlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dreamwright.errors import MissingBackend

OLDEST_LLVM = 17
SPARE = 64
"""Numbers kept free behind what Dr.Jit borrows: the widest vector and more."""
INSTALL_LLVM = (
    "No usable LLVM (17 or newer) was found: install the package karellen-llvm-core, or set DRJIT_LIBLLVM_PATH."
)


def find_llvm() -> str | None:
    """Path of libLLVM: the variable, the PyPI wheel, then the system's from 17 on; None if there is none."""
    if path := os.environ.get("DRJIT_LIBLLVM_PATH"):
        return path
    for name in ("libLLVM.so", "libLLVM.dylib"):
        wheel = Path(sys.prefix) / "lib" / name
        if wheel.exists():
            return str(wheel)
    for version in range(30, OLDEST_LLVM - 1, -1):
        if found := ctypes.util.find_library(f"LLVM-{version}"):
            return found
    brew = Path("/opt/homebrew/opt/llvm/lib/libLLVM.dylib")
    return str(brew) if brew.exists() else None


def _load() -> tuple[Any, Any, str]:
    llvm = find_llvm()
    if llvm:
        os.environ["DRJIT_LIBLLVM_PATH"] = llvm
    drjit: Any = importlib.import_module("drjit")
    if os.environ.get("DREAMWRIGHT_DEVICE") != "cpu" and drjit.has_backend(drjit.JitBackend.CUDA):
        return drjit, importlib.import_module("drjit.cuda"), "cuda"
    if not llvm or not drjit.has_backend(drjit.JitBackend.LLVM):
        raise MissingBackend(INSTALL_LLVM)
    return drjit, importlib.import_module("drjit.llvm"), "llvm"


dr: Any
dr, _types, BACKEND = _load()

if TYPE_CHECKING:

    class _Lanes:
        """What the type checker knows of a device array: it computes with anything, and what comes out is an array."""

        def __init__(self, *parts: Any) -> None: ...
        def __getattr__(self, name: str) -> Any: ...
        def __getitem__(self, k: Any) -> Any: ...
        def __setitem__(self, k: Any, value: Any) -> None: ...
        def __len__(self) -> int: ...
        def __neg__(self) -> Self: ...
        def __invert__(self) -> Self: ...
        def _with(self, other: Any) -> Any: ...

        __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _with
        __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = _with
        __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __lshift__ = __rshift__ = _with
        __lt__ = __le__ = __gt__ = __ge__ = _with

        def __eq__(self, other: object) -> Any: ...
        def __hash__(self) -> int: ...
        def __ne__(self, other: object) -> Any: ...

    class Float(_Lanes): ...

    class Int(_Lanes): ...

    class UInt(_Lanes): ...

    class Bool(_Lanes): ...

    class Array2f(_Lanes): ...

    class Array3f(_Lanes): ...

    class Array4f(_Lanes): ...

    class Texture2f(_Lanes): ...

    class Texture3f(_Lanes): ...

    class TensorXf(_Lanes): ...
else:
    Float, Int, UInt, Bool = _types.Float, _types.Int, _types.UInt, _types.Bool
    Array2f, Array3f, Array4f = _types.Array2f, _types.Array3f, _types.Array4f
    Texture2f, Texture3f, TensorXf = _types.Texture2f, _types.Texture3f, _types.TensorXf


def to_float(a: ArrayLike) -> Float:
    """A flat device array of `a`, row-major."""
    return Float(_roomy(a, np.float32))


def to_uint(a: ArrayLike) -> UInt:
    """The same of whole numbers 0 … 2³²−1."""
    return UInt(_roomy(a, np.uint32))


def vector(v: Iterable[float]) -> Array3f:
    """Three host numbers as opaque values: kernels are shared by all shots and frames that differ in them."""
    return Array3f(*(dr.opaque(Float, float(c)) for c in v))


def _roomy(a: ArrayLike, kind: type[np.generic]) -> NDArray[Any]:
    """`a` flat, with room behind it: Dr.Jit borrows NumPy's memory and reads whole vectors, past the end too."""
    flat = np.asarray(a, kind).ravel()
    room = np.zeros(flat.size + SPARE, kind)
    room[: flat.size] = flat
    return room[: flat.size]


def to_numpy(a: Any, shape: tuple[int, ...]) -> Any:
    """`a` as float32 NumPy of `shape`; Array2f/3f become a last axis of 2 or 3."""
    host = np.asarray(a, np.float32)
    return np.moveaxis(host, 0, -1).reshape(shape) if host.ndim == 2 else host.reshape(shape)
