"""What a server lets in and sells, as the settings want it: moderation, payment, sign-in through another site."""

from __future__ import annotations

from urllib.parse import urlsplit

from dreamwright.api.oidc.provider import Provider, ProviderSettings
from dreamwright.api.people.oidc import CALLBACK
from dreamwright.errors import BadOption
from dreamwright.service.moderation.base import Moderation, Off
from dreamwright.service.moderation.words import load_words
from dreamwright.service.payments.base import Payments
from dreamwright.service.payments.stripe import StripePayments, StripeSettings
from dreamwright.service.plans.plans import Plans
from dreamwright.settings import Settings


def moderation_of(settings: Settings) -> Moderation:
    """Who judges prompts; BadFile for a word list that cannot be read."""
    return Off() if settings.moderation == "off" else load_words(settings.blocked_words)


def payments_of(settings: Settings, plans: Plans, url: str) -> Payments | None:
    """Stripe where both of its keys are set; BadOption for one alone, MissingBackend."""
    key, hook = settings.stripe_key, settings.stripe_webhook_secret
    if key is None and hook is None:
        return None
    if key is None or hook is None:
        raise BadOption("Payments need both DREAMWRIGHT_STRIPE_KEY and DREAMWRIGHT_STRIPE_WEBHOOK_SECRET.")
    done, cancelled = f"{url}/?payment=done", f"{url}/?payment=cancelled"
    return StripePayments(StripeSettings(key.get_secret_value(), hook.get_secret_value(), done, cancelled), plans)


def oidc_of(settings: Settings, url: str) -> Provider | None:
    """The other site where an issuer is set; BadOption where who we are to it is missing, MissingBackend."""
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id:
        raise BadOption("Sign-in by OpenID Connect needs DREAMWRIGHT_OIDC_CLIENT_ID beside the issuer.")
    parts = urlsplit(settings.oidc_issuer)
    if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in ("localhost", "127.0.0.1", "::1")):
        raise BadOption("DREAMWRIGHT_OIDC_ISSUER begins with https://, unless it is on this machine.")
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
    return Provider(ProviderSettings(settings.oidc_issuer, settings.oidc_client_id, secret, f"{url}{CALLBACK}"))
