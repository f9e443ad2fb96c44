"""Every error a user can meet, on one page.

DreamwrightError
├── BadInput                 what was asked cannot be done as asked (HTTP 422, exit 2)
│   ├── BadPrompt
│   ├── BadPlan
│   ├── BadOption
│   ├── BadFile
│   └── UnknownName
├── Refused                  it could be done, but not for this asker or not now (exit 1)
│   ├── NotSignedIn          HTTP 401
│   ├── TooFewCredits        HTTP 402
│   ├── NotAllowed           HTTP 403
│   ├── NotFound             HTTP 404
│   ├── Conflict             HTTP 409
│   └── TooMany              HTTP 429, says when to try again
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


class Refused(DreamwrightError):
    """What was asked can be done, but not for who asks, or not now."""

    http_status = 403


class NotSignedIn(Refused):
    """No valid key or sign-in came with the request."""

    http_status = 401


class TooFewCredits(Refused):
    """The workspace has fewer credits than this costs."""

    http_status = 402


class NotAllowed(Refused):
    """This person, key or plan may not do that."""


class NotFound(Refused):
    """There is nothing of that name or id, or not for this asker."""

    http_status = 404


class Conflict(Refused):
    """Something stands in the way: it exists already, has ended, or is in use."""

    http_status = 409


class TooMany(Refused):
    """A limit on rate, number or size of the queue is reached for now."""

    http_status = 429

    def __init__(self, message: str, retry_after_s: float) -> None:
        """`retry_after_s`: seconds after which trying again is sensible."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


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
