"""How money becomes credits and plans: one small plug point, and Stripe behind it."""
