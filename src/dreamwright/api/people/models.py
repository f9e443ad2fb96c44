"""What is asked and answered about people, workspaces, keys and money. Times are UTC; credits are credits."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from dreamwright.api.native.asks import Ask

Role = Literal["owner", "admin", "member"]
Scope = Literal["read", "create", "manage", "admin"]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Email = Annotated[str, Field(min_length=3, max_length=320)]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=1024)]
Token = Annotated[str, Field(min_length=1, max_length=100)]


class Answer(BaseModel):
    """Frozen: made once, sent."""

    model_config = ConfigDict(frozen=True)


class SignUpAsk(Ask):
    """A new account."""

    name: Name
    email: Email
    password: Secret
    """8 to 1024 characters."""
    invitation: Token | None = None
    """The token of an invitation to a workspace, which is joined then."""


class SignInAsk(Ask):
    email: Email
    password: Secret


class SignOutAsk(Ask):
    everywhere: bool = False
    """At all browsers, not this one alone."""


class PasswordAsk(Ask):
    old: Secret | None = None
    """Of who has one."""
    new: Secret


class ProofAsk(Ask):
    password: Secret | None = None
    """Of who has one."""


class PersonAsk(Ask):
    """What is to change; left out: stays."""

    name: Name | None = None
    email: Email | None = None
    password: Secret | None = None
    """The present one, of who has one: needed to change the address."""


class Person(Answer):
    id: str
    name: str
    email: str | None
    role: Role
    """In the whole installation."""
    has_password: bool
    email_verified: bool
    created_at: datetime


class PersonSeen(Person):
    """A person as who looks after the installation sees them."""

    disabled_at: datetime | None


class People(Answer):
    people: list[PersonSeen]
    cursor: str | None
    """Asks for the next page; null on the last."""


class NewPersonAsk(Ask):
    """An account that somebody else makes."""

    name: Name
    email: Email
    role: Role = "member"
    """In the installation."""


class FirstPassword(PersonSeen):
    password: str
    """Shown this once: hand it over, to be changed."""


class Allowance(Answer):
    """What a plan allows; null = as much as is wanted."""

    max_short_side: int
    max_duration_s: float
    draft_only: bool
    watermark: bool
    commercial: bool
    tier: str
    max_wait_s: float
    relaxed: bool
    concurrency: int | None
    queue_limit: int | None
    requests_per_minute: int | None
    creates_per_minute: int | None
    retention_days: int | None


class Plan(Answer):
    name: str
    title: str
    unmetered: bool
    """Everything costs nothing."""
    monthly_credits: float
    topups: bool
    price_month: float | None
    """In units of the currency; null = not for sale."""
    price_year: float | None
    allows: Allowance


class Credits(Answer):
    monthly: float
    topup: float
    held: float
    """Promised to work that is not done yet."""
    available: float


class Workspace(Answer):
    id: str
    name: str
    role: Role
    """Of who asks."""
    plan: str
    plan_until: datetime | None
    """Until when it is paid for; null = no end."""
    created_at: datetime


class Workspaces(Answer):
    workspaces: list[Workspace]


class Account(Answer):
    """Who asks, where, and what they may do and spend there."""

    person: Person
    workspaces: list[Workspace]
    workspace: Workspace
    """The one that this key or session works in."""
    plan: Plan
    credits: Credits
    scopes: list[Scope]


class SessionSeen(Answer):
    id: str
    created_at: datetime
    expires_at: datetime
    address: str | None
    agent: str | None
    here: bool
    """Whether it is the one that asks."""


class Sessions(Answer):
    sessions: list[SessionSeen]


class KeyAsk(Ask):
    name: Name
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=4)] = ("read", "create")
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = None


class Key(Answer):
    id: str
    name: str
    prefix: str
    """What the secret begins with."""
    scopes: list[Scope]
    person_id: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    """To the minute."""
    revoked_at: datetime | None


class NewKey(Key):
    secret: str
    """Shown this once."""


class Keys(Answer):
    keys: list[Key]


class WorkspaceAsk(Ask):
    name: Name


class Member(Answer):
    person_id: str
    name: str
    email: str | None
    role: Role
    since: datetime


class Members(Answer):
    members: list[Member]


class RoleAsk(Ask):
    role: Role


class InvitationAsk(Ask):
    role: Role = "member"
    email: Email | None = None
    """Only for this address; left out: for whoever holds the link."""
    lasts_days: Annotated[int, Field(ge=1, le=90)] = 7


class Invitation(Answer):
    id: str
    role: Role
    email: str | None
    created_at: datetime
    expires_at: datetime


class NewInvitation(Invitation):
    token: str
    """Shown this once."""
    link: str


class Invitations(Answer):
    invitations: list[Invitation]


class InvitationSeen(Answer):
    """An invitation as its holder sees it."""

    workspace: str
    """The workspace's name."""
    role: Role
    email: str | None
    expires_at: datetime


class AcceptAsk(Ask):
    token: Token


class UsageRow(Answer):
    day: str
    workspace_id: str
    person_id: str | None
    model: str
    kind: str
    count: int
    seconds: float
    credits: float


class Usage(Answer):
    since: str
    until: str
    credits: float
    """Spent in all."""
    rows: list[UsageRow]


class AuditEntry(Answer):
    id: int
    at: datetime
    person_id: str | None
    """Null = the machine itself."""
    workspace_id: str | None
    action: str
    target: str | None
    address: str | None
    note: dict[str, object] | None


class AuditLog(Answer):
    entries: list[AuditEntry]
    cursor: int | None


class PlanAsk(Ask):
    plan: Annotated[str, Field(min_length=1, max_length=64)]
    days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """For so long; left out: until it is changed."""


class GrantAsk(Ask):
    credits: Annotated[float, Field(gt=0, le=1e9)]
    ref: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
    """Your own name of this gift: the same name gives once."""
    days: Annotated[int, Field(ge=1, le=36500)] | None = None
    """They end after so long; left out: as top-ups of the file of plans."""


class Granted(Answer):
    granted: bool
    """False = that ref had been given before."""
    credits: Credits


class LedgerReport(Answer):
    sound: bool
    faults: list[str]


class CheckoutAsk(Ask):
    kind: Literal["topup", "month", "year"]
    name: Annotated[str, Field(min_length=1, max_length=64)]
    """Of the top-up or the plan."""


class Checkout(Answer):
    url: str
    """Where to pay."""


class TopUp(Answer):
    name: str
    credits: float
    price: float


class Price(Answer):
    model: str
    kind: str
    step_s: float
    """Each begun step of so many seconds costs that much; 0 = each piece does."""
    source_side: int
    credits: dict[str, float]
    """By resolution."""


class Offers(Answer):
    """Plans, top-ups and prices of this installation."""

    currency: str
    payments: bool
    """Whether anything can be bought here."""
    default_plan: str
    plans: list[Plan]
    topups: list[TopUp]
    prices: list[Price]


class Received(Answer):
    applied: bool


class Cancelled(Answer):
    subscriptions: int
    """How many will not be charged again."""


class SignInWays(Answer):
    """How one can sign in here."""

    password: bool
    oidc: bool
    sign_up: Literal["open", "invited", "closed"]
    signed_in: bool
    """Whether who asks is signed in already."""
