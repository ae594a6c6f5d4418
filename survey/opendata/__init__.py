"""A publication as open data: tables with their descriptions, and how each format writes them."""
