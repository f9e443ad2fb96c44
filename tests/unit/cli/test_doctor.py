"""The doctor: a line each, and a remedy where something is not well."""

from pathlib import Path

import pytest

from dreamwright.cli import doctor
from dreamwright.cli.doctor import Finding


def test_everything_that_films_depend_on_is_looked_at() -> None:
    names = [finding.name for finding in doctor.examine()]
    assert names == ["system", "cores", "memory", "LLVM", "GPU", "world engine", "codecs", "disk", "kernel cache"]


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert doctor._kernel_cache().remedy is None
    (tmp_path / ".drjit").mkdir()
    monkeypatch.setattr(doctor.os, "access", lambda path, mode: False)
    assert "writable" in (doctor._kernel_cache().remedy or "")


def test_missing_codecs_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("av.codecs_available", {"libx264", "gif"})
    (finding,) = doctor._codecs()
    assert not finding.fatal
    assert "VP9 in WebM" in (finding.remedy or "")


@pytest.mark.parametrize(("fatal", "status"), [(False, 0), (True, 1)])
def test_the_status_says_whether_films_can_be_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fatal: bool, status: int
) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: iter([Finding("thing", "broken", "mend it", fatal)]))
    with pytest.raises(doctor.typer.Exit) as ended:
        doctor.doctor()
    assert ended.value.exit_code == status
    assert capsys.readouterr().out.endswith("broken → mend it\n")
