"""The plans and prices of an installation: read from one TOML file, checked whole, then asked.

Knows what a plan allows and what a piece of work costs; knows no workspace and no database.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dreamwright.errors import BadFile, BadOption, UnknownName

SHIPPED = Path(__file__).with_name("plans.toml")
MILLI = 1000
"""Millicredits in a credit."""

_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
_Credits = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
_Cents = Annotated[int, Field(ge=0, le=10**9)]
_Count = Annotated[int, Field(ge=1, le=10**9)]
_Seconds = Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Relaxed(_Strict):
    """The queue for work that costs no credits, and how long it may wait there in seconds."""

    tier: _Name
    max_wait_s: _Seconds


class Plan(_Strict):
    """What a workspace on this plan may do. None = no limit; `name` is the key in the file."""

    name: _Name
    title: Annotated[str, Field(min_length=1, max_length=100)]
    unmetered: bool = False  # everything costs nothing
    price_cents_month: _Cents | None = None  # None = not for sale
    price_cents_year: _Cents | None = None
    credits: _Credits = Field(default=0, alias="monthly_credits")
    topups: bool = False
    max_short_side: Annotated[int, Field(ge=16, le=8192)] = 8192
    max_duration_s: Annotated[float, Field(gt=0, le=3600)] = 60.0
    draft_only: bool = False
    hdr: bool = False
    watermark: bool = False
    commercial: bool = True
    tier: _Name = "standard"
    max_wait_s: _Seconds = 600.0
    relaxed: Relaxed | None = None
    concurrency: _Count | None = None
    queue_limit: _Count | None = None
    requests_per_minute: _Count | None = None
    creates_per_minute: _Count | None = None
    retention_days: _Count | None = None

    @property
    def monthly_credits(self) -> int:
        """What is granted each month, in millicredits."""
        return round(self.credits * MILLI)


class TopUp(_Strict):
    """Credits for sale beside the monthly ones."""

    name: _Name
    credits: Annotated[_Credits, Field(gt=0)]
    price_cents: Annotated[_Cents, Field(gt=0)]

    @property
    def millicredits(self) -> int:
        """What is granted, in millicredits."""
        return round(self.credits * MILLI)


class Price(_Strict):
    """What a kind of work costs: credits for each begun step of seconds, by the short side in pixels."""

    model: Annotated[str, Field(min_length=1, max_length=64)]  # "*" = every model
    kind: _Name
    step_s: Annotated[float, Field(ge=0, le=3600)] = 0.0  # 0 = a piece, however long
    source_side: Annotated[int, Field(ge=0, le=8192)] = 0
    credits: Annotated[Mapping[str, _Credits], Field(min_length=1)]

    @model_validator(mode="after")
    def _sides_are_sizes(self) -> Self:
        for side in self.credits:
            if not side.isascii() or not side.isdigit() or not 16 <= int(side) <= 8192:
                raise ValueError(f"{side!r} is no short side from 16 to 8192")
        return self

    def covers(self, model: str, kind: str, source_side: int) -> bool:
        """Whether this rule is for that work."""
        return self.kind == kind and self.model in (model, "*") and source_side >= self.source_side

    def cost(self, short_side: int, seconds: float) -> int:
        """Millicredits; BadOption for what is larger than any size that has a price."""
        sides = {int(side): credits for side, credits in self.credits.items()}
        fitting = [side for side in sides if side >= short_side]
        if not fitting:
            raise BadOption(f"There is no price for {self.kind} with a short side over {max(sides)}.")
        steps = max(1, math.ceil(round(seconds / self.step_s, 6))) if self.step_s else 1
        return round(sides[min(fitting)] * MILLI) * steps


@dataclass(frozen=True)
class Quote:
    """What a piece of work costs a workspace now (millicredits), and the queue it waits in for how long at most."""

    amount: int
    relaxed: bool
    tier: str
    max_wait_s: float


class Plans(_Strict):
    """All that the file says."""

    default: _Name
    lapsed: _Name
    currency: Annotated[str, Field(pattern=r"^[a-z]{3}$")] = "usd"
    cents_per_credit: Annotated[float, Field(gt=0, le=1e6)] = 0.33
    topup_lasts_days: Annotated[int, Field(ge=1, le=36500)] = 365
    plans: Annotated[Mapping[str, Plan], Field(min_length=1)]
    topups: tuple[TopUp, ...] = ()
    prices: tuple[Price, ...] = ()

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        for key in ("default", "lapsed"):
            if getattr(self, key) not in self.plans:
                raise ValueError(f"{key} names the plan {getattr(self, key)!r}, which is not there")
        if len(self._topups) != len(self.topups):
            raise ValueError("topups: two of them have the same name")
        return self

    def plan(self, name: str) -> Plan:
        """The plan of that name; UnknownName where the file has none."""
        try:
            return self.plans[name]
        except KeyError:
            raise UnknownName(f"There is no plan {name!r}; there are {', '.join(self.plans)}.") from None

    def topup(self, name: str) -> TopUp:
        """The top-up of that name; UnknownName."""
        try:
            return self._topups[name]
        except KeyError:
            raise UnknownName(f"There is no top-up {name!r}; there are {', '.join(self._topups)}.") from None

    def price(
        self, model: str, kind: str, short_side: int, seconds: float, *, source_side: int = 0, plan: Plan | None = None
    ) -> int:
        """Millicredits for a piece of work, each begun step of seconds counted whole; 0 on an unmetered plan.

        `kind`: video, image, modify_video, reframe_video, reframe_image, upscale_video, add_audio. `source_side`: the
        short side of what is upscaled. UnknownName for a kind without a price, BadOption for a size without one.
        """
        if plan is not None and plan.unmetered:
            return 0
        if not math.isfinite(seconds) or seconds < 0 or short_side < 1:
            raise BadOption("A price is for a size above 0 and a duration of 0 s or more.")
        for rule in self.prices:
            if rule.covers(model, kind, source_side):
                return rule.cost(short_side, seconds)
        raise UnknownName(f"There is no price for {kind} by {model}.")

    def quote(self, plan: Plan, available: int, price: int) -> Quote:
        """What work of that price costs a workspace which can spend `available` millicredits now.

        With too few credits, a plan with a relaxed queue makes it for nothing there; on another plan the full price
        stays, and holding it will be refused.
        """
        if plan.relaxed is not None and not plan.unmetered and price > available:
            return Quote(0, True, plan.relaxed.tier, plan.relaxed.max_wait_s)
        return Quote(0 if plan.unmetered else price, False, plan.tier, plan.max_wait_s)

    def cents(self, millicredits: int) -> float:
        """What credits are worth in cents of the currency, to a hundredth of a cent."""
        return round(millicredits * self.cents_per_credit / MILLI, 2)

    @cached_property
    def _topups(self) -> Mapping[str, TopUp]:
        return {topup.name: topup for topup in self.topups}


def load_plans(path: Path | None = None) -> Plans:
    """The plans of a file (None = the shipped one); BadFile for an unreadable one, BadOption that names a bad key."""
    path = path or SHIPPED
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"The file of plans cannot be read: {path}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"{path.name} is not valid TOML: {error}.") from error
    try:
        return Plans.model_validate(_named(found))
    except ValidationError as error:
        raise BadOption(f"{path.name}: {_sentence(error)}") from error


def _named(found: dict[str, Any]) -> dict[str, Any]:
    """The file as the models want it: each plan knows its name, lists are tuples."""
    plans = found.get("plans")
    if isinstance(plans, dict):
        named = {name: {**plan, "name": name} if isinstance(plan, dict) else plan for name, plan in plans.items()}
        found = {**found, "plans": named}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    said = first["msg"].removeprefix("Value error, ")
    return f"{key}: {said}." if key else f"{said}."
