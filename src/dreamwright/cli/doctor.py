"""`dreamwright doctor`: what this machine has, and what to install, a line each."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

GIB = 2**30
LEAST_MEMORY = 3 * GIB
LEAST_DISK = 1 * GIB
CODECS = {
    "libx264": "H.264 in MP4",
    "libx265": "HEVC 10-bit in MP4",
    "libvpx-vp9": "VP9 in WebM",
    "libsvtav1": "AV1 in WebM",
    "prores_ks": "ProRes 422 HQ in MOV",
    "gif": "GIF",
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was found, and what to do where it is not well."""

    name: str
    found: str
    remedy: str | None = None
    fatal: bool = False


def join(app: typer.Typer) -> None:
    """Adds this group's commands to `app`."""
    app.command()(doctor)


def doctor() -> None:
    """Say what this machine has, and what to install; exit status 1 if films cannot be made."""
    fatal = False
    for finding in examine():
        fatal |= finding.fatal
        mark = "fail" if finding.fatal else "note" if finding.remedy else "ok"
        print(f"{mark:<5}{finding.name:<14}{finding.found}{f' → {finding.remedy}' if finding.remedy else ''}")
    raise typer.Exit(1 if fatal else 0)


def examine() -> Iterator[Finding]:
    """Everything that films depend on, one finding each."""
    yield Finding("system", f"{platform.system()} {platform.machine()}, Python {platform.python_version()}")
    yield _cores()
    yield _memory()
    yield from _renderer()
    yield from _codecs()
    yield _disk(Path.cwd())
    yield _kernel_cache()


def _cores() -> Finding:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding("cores", str(count), "films are made slowly on one core" if count == 1 else None)


def _memory() -> Finding:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return Finding("memory", "unknown")
    amount = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    remedy = "stay at 720p or below" if amount < LEAST_MEMORY else None
    return Finding("memory", f"{amount / GIB:.1f} GiB", remedy)


def _renderer() -> Iterator[Finding]:
    """The world engine's compiler and device; fatal where neither LLVM nor CUDA can be used."""
    from dreamwright.errors import DreamwrightError

    try:
        from dreamwright.engines.world import jit
    except (DreamwrightError, ImportError, OSError) as fault:
        yield Finding("world engine", "cannot run", " ".join(str(fault).split()), fatal=True)
        return
    yield Finding("LLVM", _llvm(jit.find_llvm(), jit.dr.detail.llvm_version()))
    yield Finding("GPU", _gpu(jit.BACKEND))
    yield Finding("world engine", f"runs on {'the GPU (CUDA)' if jit.BACKEND == 'cuda' else 'the processor (LLVM)'}")


def _llvm(path: str | None, version: tuple[int, ...] | str | None) -> str:
    number = version if isinstance(version, str) else ".".join(str(part) for part in version or ())
    return f"{number or 'of unknown version'} at {path}"


def _gpu(backend: str) -> str:
    if backend == "cuda":
        return "NVIDIA, used (DREAMWRIGHT_DEVICE=cpu turns it off)"
    off = os.environ.get("DREAMWRIGHT_DEVICE") == "cpu"
    return "turned off by DREAMWRIGHT_DEVICE=cpu" if off else "no NVIDIA driver; none is needed"


def _codecs() -> Iterator[Finding]:
    import av

    have = [name for codec, name in CODECS.items() if codec in av.codecs_available]
    lack = [name for name in CODECS.values() if name not in have]
    remedy = f"reinstall av for {', '.join(lack)}" if lack else None
    yield Finding("codecs", ", ".join(have) or "none", remedy, fatal=not have)


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    remedy = "make room before long films" if free < LEAST_DISK else None
    return Finding("disk", f"{free / GIB:.1f} GiB free in this folder", remedy)


def _kernel_cache() -> Finding:
    """Dr.Jit keeps compiled kernels in ~/.drjit: the first film of a kind pays for compiling, later ones do not."""
    folder = Path.home() / ".drjit"
    if folder.exists() and not os.access(folder, os.W_OK):
        return Finding("kernel cache", f"{folder} cannot be written", f"make {folder} writable: films start faster")
    kept = sum(1 for _ in folder.iterdir()) if folder.exists() else 0
    return Finding("kernel cache", f"{kept} compiled kernels in {folder}")
