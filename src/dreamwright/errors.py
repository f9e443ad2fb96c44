"""Every error a user can meet, on one page.

DreamwrightError
├── BadInput                 what was asked cannot be done as asked (HTTP 422, exit 2)
│   ├── BadPrompt
│   ├── BadPlan
│   ├── BadOption
│   ├── BadFile
│   └── UnknownName
├── Cancelled                someone asked to stop (HTTP 409, exit 130)
└── MachineFault             the machine failed, not the request (HTTP 503, exit 1)
    ├── CannotWrite
    └── MissingBackend
"""


class DreamwrightError(Exception):
    """Base of all errors that are told to a user in one sentence."""

    http_status = 500
    exit_status = 1


class BadInput(DreamwrightError):
    """What was asked cannot be done as it was asked."""

    http_status = 422
    exit_status = 2


class BadPrompt(BadInput):
    """The prompt is empty or too long."""


class BadPlan(BadInput):
    """The plan file is not a valid shot plan of this version."""


class BadOption(BadInput):
    """A size, duration, rate, seed or other setting is out of range."""


class BadFile(BadInput):
    """A file or its folder is missing, has an unknown ending, or is not what it claims to be."""


class UnknownName(BadInput):
    """No engine, concept or codec of that name is known."""


class Cancelled(DreamwrightError):
    """The work was cancelled before it was done."""

    http_status = 409
    exit_status = 130


class MachineFault(DreamwrightError):
    """The machine could not do the work: disk, memory or a missing library."""

    http_status = 503
    exit_status = 1


class CannotWrite(MachineFault):
    """The film could not be written: the folder is unwritable or full."""


class MissingBackend(MachineFault):
    """A library that the chosen engine needs is not installed."""
