"""Surveys of citizens: what coordinators set up and watch, and what quality staff learn from them."""
