"""What the writer of a mail added: the text without quotation, signature, banners and disclaimers."""

import re
from collections.abc import Sequence

import msgspec

MARK = r"[>|\s*_]*"
SENDER_LINE = re.compile(
    rf"^{MARK}(fra|från|frå|from|von|lähettäjä|afsender|avsändare|avsender)\s*:\W*\S", re.IGNORECASE
)
HEADER_LINE = re.compile(
    rf"^{MARK}(sendt|sent|skickat|lähetetty|dato|datum|date|päiväys|päivämäärä|pvm|til|till|to|vastaanottaja|"
    rf"modtager|"
    rf"mottagare|mottaker|kopi|kopia|cc|kopio|emne|ämne|subject|aihe|vedr|angående|prioritet|viktighet|svar til|"
    rf"reply-to)"
    r"\s*:",
    re.IGNORECASE,
)
RULED = re.compile(
    r"^[>\s]*[-_=*]{2,}\s*(opprinnelig|oppr\.|original|opphavleg|ursprungligt|ursprunglig|oprindelig|alkuperäinen|"
    r"forwarded|videresendt|vidaresend|vidarebefordrat|edelleenlähetetty|välitetty|"
    r"begin forwarded)[^-_=]{0,60}[-_=*]{0,}\s*$",
    re.IGNORECASE,
)
BEGIN_FORWARD = re.compile(
    r"^[>\s]*(begin forwarded message|start på videresendt melding|videresendt melding|vidarebefordrat brev|"
    r"start på vidarebefordrat meddelande|videresendt besked|begynnelse på videresendt melding|"
    r"alkuperäinen viesti|välitetty viesti alkaa)\s*:?\s*$",
    re.IGNORECASE,
)
WROTE = re.compile(
    r"\b(skrev|skreiv|wrote|kirjoitti|schrieb|har skrevet|har skrivit|har skrive)\b[^:]{0,120}:\s*$", re.IGNORECASE
)
DATED = re.compile(
    r"\d{1,2}[.:]\d{2}|\d{1,4}[./-]\d{1,2}|<[^<>\s]+@|\b(19|20)\d\d\b|@|^(den|on|på|man|tir|ons|tor|fre)\b",
    re.IGNORECASE,
)
YOU_WROTE = re.compile(
    r"^\W*((din|ditt|deres|your|opprinnelig|original|ursprunglig|oprindelig|alkuperäinen|innsendt|mottatt|"
    r"viestisi)\s+"
    r"(opprinnelige?\s+|original\s+|ursprungliga\s+|oprindelige\s+)?(henvendelse|førespurnad|melding|spørsmål|e-post|"
    r"epost|mail|meddelande|ärende|fråga|förfrågan|meddelelse|besked|spørgsmål|message|inquiry|enquiry|question|"
    r"request|"
    r"viesti|tekst)(\s+(til oss|lød|var|till oss|to us))?|du skrev|du skreiv|you wrote|kirjoitit|viestisi|"
    r"(innhold|beskrivelse|beskrivning|description|kuvaus))\s*:\s*$",
    re.IGNORECASE,
)
ABOVE = re.compile(
    r"(type|write) your reply above|reply above this line|skriv (svaret|ditt svar|dit svar|"
    r"ditt svar) (ditt )?(over|ovanför|"
    r"ovenfor|ovan)|svar over denne linj|svara ovanför denna|kirjoita vastaus(esi)? tämän|##- .* -##",
    re.IGNORECASE,
)
RULE_ONLY = re.compile(r"^[>\s]*([_=-])\1{7,}\s*$")

CLOSING = re.compile(
    r"^\W{0,3}((med\s+)?(de\s+)?((aller?\s*)?beste|bedste|bästa|best|vennlig\w*|vennleg\w*|venleg\w*|venlig\w*|"
    r"vänlig\w*|"
    r"hjertelig\w*|hyggelig\w*|varm\w*|kind(est)?|warm(est)?|many|mange|god|gode|gild|med|soliga|sol)\s+"
    r"(hilsen|hilsing|hilsener|hilsner|helsing\w*|hälsning\w*|regards|wishes)|m\.?\s?v\.?\s?h\b|v\.?\s?h\b|vh|"
    r"hilsen|helsing|hälsningar?|hilsner|mvh|regards|sincerely( yours)?|yours (sincerely|faithfully|truly)|"
    r"cheers|kind regards|"
    r"(parhain|ystävällisin|lämpimin|hyvin)?\s*terveisin|terveisin|terv\.?|t\.|yst\.? ?terv\.?|ystävällisesti|"
    r"kunnioittavasti|"
    r"kunnioittaen|aurinkoisin terveisin|parhain terveisin|med vänlig hälsning|vänligen(?=\W*$)|"
    r"ha en fin dag( videre)?\W* (hilsen|mvh))"
    r"(?![\wæøåäö])[^.!?:]{0,60}[,.!]?\s*$",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"^\W{0,3}p\.?\s?s\.?\b[\s.:!-]", re.IGNORECASE)
DEVICE = re.compile(
    r"^\W*((sendt|skickat|sent|lähetetty|send|sendt) (fra|frå|från|from|via|med)? ?(min|mitt|my|minun|outlook|"
    r"iphone|ipad|mobil|"
    r"samsung|android|yahoo|e-post)\b.{0,60}|lähetetty \w*(puhelim|iphone|ipad|outlook|samsung)\w*.{0,40}|"
    r"(få|hent|skaff|last ned|get|hämta|hanki)(kaa)? outlook (for|för|til|to) (ios|android|mobil).{0,80})$",
    re.IGNORECASE,
)
BANNER = re.compile(
    r"^\W*((du|you) (får|mottar|don't|do not|har) (ikke|inte|sjelden|sällan|often)? ?(ofte|often|"
    r"get)?.{0,20}(e-post|e-mail|email|mail) "
    r"(fra|från|from) .*|(advarsel|obs!?|caution|varning|external|ekstern|warning|merk)\W{1,4}.{0,40}(ekstern|"
    r"extern|external|"
    r"outside|utanför|utenfor).*|.{0,30}(e-posten|mailet|email|meddelandet) (kommer|kom|originated|came) (fra|"
    r"från|from) "
    r"(en |an |outside|utsiden|utanför|ekstern|extern).*|(finn ut|läs mer om|learn) (hvorfor|varför|why) (dette|"
    r"detta|this) .*)$",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"(denne (e-posten|meldingen|eposten|mailen)|dette? (e-post|mejl|meddelande|mail)\w*|this (e-?mail|message)|"
    r"denna e-post|"
    r"tämä (viesti|sähköposti)).{0,160}(konfidensiel|fortrolig|confidential|konfidentiel|sekretess|luottamuksel|"
    r"taushets|"
    r"intended (only|solely)|kun (beregnet|ment)|endast avsed|bare beregnet)|"
    r"(tenk på|tænk på|tänk på|please consider|think of|ajattele) (miljøet|miljön|the environment|ympäristöä)|"
    r"(behandlar|behandler|hanterar|process\w*|käsittele\w*) (vi |kommunen |we )?(dine |dina |your |av )?"
    r"(personopplysninger|personuppgifter|personoplysninger|personal data|henkilötieto\w*)|"
    r"(personopplysninger|personuppgifter|personoplysninger|henkilötieto\w*|personal data).{0,80}(gdpr|"
    r"offentleglov|"
    r"dataskyddsförordning|allmän handling|allmänna handlingar|journalfør|personvern|offentlig handling|tietosuoja)|"
    r"(e-post|mail|meddeland\w*) (som|till|til) .{0,60}(kommunen|myndighet\w*) (er|är|blir) (en )?(allmän|offentlig)",
    re.IGNORECASE,
)
POINTER = re.compile(
    r"\b(se|sjå|see|ks\.?|katso)\b.{0,30}\b(under|nedenfor|nedanför|nedan|below|nedenunder|alla|i teksten|"
    r"inline|rødt|rött|"
    r"blått|in red|nederst|vedlagte|forneden|alempana|mine svar|mina svar)|svar(er|ar|et|en)? .{0,30}(i teksten|"
    r"nedenfor|under hvert|"
    r"i rødt|med rødt|nedan|i texten|inline|i rött)|vastaukse\w+ (alla|alempana|punaisella)",
    re.IGNORECASE,
)
PHONE_LINE = re.compile(
    r"\b(tlf|telefon|tel|mob|mobil|phone|puh|puhelin|sentralbord|växel|direkte|direkt)\b|\+4[567]|\+358",
    re.IGNORECASE,
)


# What is read of a text: no person writes more, and every line costs.
MAX_TEXT, MAX_LINES, MAX_LINE = 200_000, 4_000, 5_000


class Block(msgspec.Struct, frozen=True):
    """What stands below one quotation header (the first block: above all of them)."""

    head: str
    lines: tuple[str, ...]


def new_text(text: str, original: str = "") -> str:
    """What the writer added. With `original` (our body) lines of ours are also found where no mark shows them."""
    blocks = split("\n".join(line[:MAX_LINE] for line in text[:MAX_TEXT].split("\n")[:MAX_LINES]))
    top = written(blocks[0].lines)
    pointed = bool(POINTER.search(top)) and len(top.split()) < 60
    if len(blocks) > 1 and (pointed or len(top.split()) < 4):
        below = written(without(blocks[1].lines, original))
        overlap = share(below, original) if original else 0.0
        if below and overlap < 0.5 and (original or pointed or not top):
            return "\n\n".join(filter(None, [top, below]))
    return top


def split(text: str) -> tuple[Block, ...]:
    """The lines above the first quotation header, and below each one."""
    lines = text.split("\n")
    blocks: list[Block] = []
    head, start, at = "", 0, 0
    while at < len(lines):
        length = header_at(lines, at)
        if length:
            blocks.append(Block(head, tuple(lines[start:at])))
            head = "\n".join(lines[at : at + length])
            start = at = at + length
        else:
            at += 1
    blocks.append(Block(head, tuple(lines[start:])))
    return tuple(blocks)


def header_at(lines: list[str], at: int) -> int:
    """How many lines a quotation header takes here; 0 where none begins."""
    line = lines[at].strip()
    if len(line) > 400 or not line:
        return 0
    if RULED.match(line) or BEGIN_FORWARD.match(line) or YOU_WROTE.match(line):
        return 1 + outlook(lines, at + 1)
    if RULE_ONLY.match(line) and (length := outlook(lines, at + 1)):
        return 1 + length
    if SENDER_LINE.match(line):
        return outlook(lines, at)
    span = attribution(lines, at)
    return 0 if answered_inline(lines, at + span) else span


def outlook(lines: list[str], at: int) -> int:
    """Length of a From/Sent/To/Subject block that begins here, perhaps after blank lines."""
    begin = at
    while begin < min(at + 3, len(lines)) and not lines[begin].strip():
        begin += 1
    if begin >= len(lines) or not (SENDER_LINE.match(lines[begin]) or HEADER_LINE.match(lines[begin])):
        return 0
    hits, end = 0, begin
    for i in range(begin, min(begin + 12, len(lines))):
        if SENDER_LINE.match(lines[i]) or HEADER_LINE.match(lines[i]):
            hits, end = hits + 1, i + 1
        elif hits >= 3 and not lines[i].strip():
            break
    return end - at if hits >= 2 else 0


def answered_inline(lines: list[str], at: int) -> bool:
    """Marked quotation follows: its lines are told by their marks, what stands between them is new."""
    following = [line for line in lines[at : at + 12] if line.strip()][:4]
    return any(line.lstrip().startswith((">", "|")) for line in following)


def written(lines: tuple[str, ...]) -> str:
    """The unmarked lines, each stretch between quotations without its signature."""
    stretches: list[list[str]] = [[]]
    skip = 0
    for at, line in enumerate(lines):
        if skip:
            skip -= 1
        elif line.lstrip().startswith(">"):
            stretches.append([])
        elif span := attribution(lines, at):
            skip = span - 1
            stretches.append([])
        else:
            stretches[-1].append(line)
    texts = (unsigned(stretch) for stretch in stretches)
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(filter(None, texts))).strip()


def attribution(lines: Sequence[str], at: int) -> int:
    """How many lines `On Monday somebody wrote:` takes here; 0 where it does not begin."""
    for span in (1, 2, 3):
        parts = [part.strip("> \t*\r") for part in lines[at : at + span]]
        if len(parts) < span or not parts[-1]:
            return 0  # a blank line stands above it, never within
        joined = " ".join(parts)
        if attributes(joined):
            # an answer that ends without a full stop is no part of the line below it
            return 0 if attributes(" ".join(parts[1:])) and not DATED.search(parts[0]) else span
        if joined.endswith((".", "!", "?")):
            return 0
    return 0


def attributes(line: str) -> bool:
    return bool(WROTE.search(line[-300:]) and DATED.search(line))


def unsigned(lines: list[str]) -> str:
    """One stretch without banner lines, signature, device line and disclaimer paragraphs; a postscript stays."""
    kept: list[str] = []
    signed = False
    for line in lines:
        bare = line.strip()
        if DEVICE.match(bare) or BANNER.match(bare) or ABOVE.search(bare):
            continue
        if POSTSCRIPT.match(bare):
            signed = False
        elif line.rstrip("\r\n") in ("-- ", "--") or (len(bare) < 90 and CLOSING.match(bare) and any(kept)):
            signed = True
        if not signed:
            kept.append("" if RULE_ONLY.match(bare) else line.rstrip())
    paragraphs = re.split(r"\n\s*\n", "\n".join(kept))
    paragraphs = [p for p in paragraphs if not (DISCLAIMER.search(" ".join(p.split())) and len(p.split()) > 5)]
    if len(paragraphs) > 1 and card(paragraphs[-1]):
        paragraphs.pop()
    return "\n\n".join(p.strip("\n") for p in paragraphs if p.strip()).strip()


def card(paragraph: str) -> bool:
    """A visiting card without a closing phrase: short lines, a telephone, no sentence."""
    lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
    prose = any(line.endswith((".", "?", "!", ":")) or len(line) > 70 for line in lines)
    return 3 <= len(lines) <= 9 and not prose and any(PHONE_LINE.search(line) for line in lines)


def normal(line: str) -> str:
    return re.sub(r"\W+", " ", line).strip().lower()


def without(lines: tuple[str, ...], original: str) -> tuple[str, ...]:
    """The lines that are not ours, where the quotation carries no marks."""
    whole = f" {normal(original)} "
    if len(whole) < 8:
        return lines
    return tuple(line for line in lines if not normal(line) or f" {normal(line)} " not in whole)


def share(text: str, original: str) -> float:
    """Part of the text's words that stand in our body, in runs of three."""
    words, ours = normal(text).split(), normal(original).split()
    runs = [tuple(words[i : i + 3]) for i in range(len(words) - 2)]
    known = {tuple(ours[i : i + 3]) for i in range(len(ours) - 2)}
    return sum(run in known for run in runs) / len(runs) if runs else 0.0
