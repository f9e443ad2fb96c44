"""Sign-in through another site by OpenID Connect: what is asked of the provider, and what its answer proves."""
