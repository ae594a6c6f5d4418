"""Postcode and town, as they stand after a street."""

CAPITAL = "A-ZÆØÅÄÖÉÜČĐŠŽŊ"
TOWN = rf"[{CAPITAL}][\w'’-]+(?: [{CAPITAL}][\w'’-]*| i [{CAPITAL}]\w+){{0,2}}"
POSTCODE = rf"(?:(?:N|S|SE|NO|DK|FI|FIN)-)?(?:\d{{4}}|\d{{3}} ?\d\d) (?:{TOWN})"
