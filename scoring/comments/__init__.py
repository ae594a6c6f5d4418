"""Comments of citizens: what in them would tell who wrote, and what they are about."""
