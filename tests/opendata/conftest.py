"""The site, for the page of open data."""

from tests.web.conftest import quick_hashes, site

__all__ = ["quick_hashes", "site"]
