"""Citizens' pages: an application of its own in front of the site, which knows no cookie and no session."""
