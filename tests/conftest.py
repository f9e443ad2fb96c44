"""What every test gets: slow ones only when asked for, and no setting of the caller's shell."""

import resource
from collections.abc import Generator

import pytest

pytest_plugins = ("tests.postgresql", "tests.databases", "tests.stores")

FILE_LIMITS = resource.getrlimit(resource.RLIMIT_FSIZE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="slow; run with --slow"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, None, None]:
    """A test that plays a full disk must not keep pytest from writing its own report to a file."""
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, FILE_LIMITS)


@pytest.fixture(autouse=True)
def _plain_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wide, colourless output whoever runs the tests."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
