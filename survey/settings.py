"""What the operator decides: read once from the environment (MEDLYTT_...) or a TOML file, then passed around."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import available_timezones

import msgspec

from mailer.signature import public_key
from survey.texts import LANGUAGES

PREFIX = "MEDLYTT_"
LISTS = frozenset(
    {"persona_domains", "sender_ips", "spf_includes", "dkim_selectors", "sms_fields"}
)  # variables: with commas
MOST_WORKERS = 32


class SettingsFault(Exception):
    """The settings cannot be used; the message says which one and what to do."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    # Where things lie
    data: str = "var"  # folder for the database file, the key and the Maildir of the Folder transport
    database: str = ""  # empty: the SQLite file DATA/medlytt.db; else postgresql://...
    bank: str = ""  # a folder of own protocols, scenarios and instruments beside the shipped ones
    key_file: str = ""  # empty: DATA/medlytt.key, made at the first start; mails at rest are encrypted with it

    keys: str = ""  # empty: DATA/keys; the keys of surveys under way: keep them out of every backup
    signing_key_file: str = ""  # empty: signing.key in that folder; rankings are signed with it where there is one
    contacts_folder: str = ""  # files of contacts that case and telephone systems put there are read in

    # The site
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 0  # processes of the site; 0: two on SQLite where there are two processors, else one
    timezone: str = "Europe/Oslo"  # the clock that pages show
    base_url: str = ""  # as people reach it, e.g. https://medlytt.example.no; empty: http://HOST:PORT
    behind_proxy: bool = False  # believe X-Forwarded-For and X-Forwarded-Proto of a proxy on this host
    language: str = "nb"  # for those who have not chosen: nb, nn, sv, en
    operator: str = ""  # who answers for this installation: shown in the privacy notice
    operator_email: str = ""

    # Mail out: folder (default), smtp or sendgrid
    transport: str = "folder"
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 587
    smtp_tls: str = "starttls"  # starttls, implicit, none
    smtp_username: str = ""
    smtp_password_file: str = ""
    sendgrid_key_file: str = ""
    sendgrid_host: str = "https://api.sendgrid.com"
    claim_seconds: float = 900  # no way out takes so long: an older claim is of a process that is gone
    notice_from: str = "medlytt@localhost"  # sender of sign-in links and messages to staff, never of test inquiries
    persona_domains: tuple[str, ...] = ("postboks.test",)
    # What the records of those domains are held against
    sender_ips: tuple[str, ...] = ()  # addresses that mails leave from
    spf_includes: tuple[str, ...] = ()  # or the provider's own record, e.g. sendgrid.net
    dkim_selectors: tuple[str, ...] = ()  # e.g. s1; SendGrid's are s1 and s2
    dns_server: str = ""  # IP address of the name server to ask; empty: the system's
    dns_port: int = 53

    survey_from: str = "undersokelse@localhost"  # sender of invitations; a unit's own may stand in its place
    # SMS out: none (default), folder or http (see docs/citizen-surveys.md)
    sms: str = "none"
    sms_url: str = ""
    sms_token_file: str = ""
    sms_sender: str = "Medlytt"  # a number, or at most 11 letters and digits
    sms_fields: tuple[str, ...] = ("to", "from", "text")  # what the gateway calls number, sender and text in its JSON

    # Mail in: any of these
    listen_smtp: str = ""  # HOST:PORT on loopback, behind a real MTA
    listen_lmtp: str = ""
    inbox_folder: str = ""  # a Maildir
    imap_host: str = ""
    imap_port: int = 993
    imap_username: str = ""
    imap_password_file: str = ""
    imap_folder: str = "INBOX"
    sendgrid_events_public_key: str = ""  # of the signed event webhook, which tells what could not be delivered
    sendgrid_inbound_public_key: str = ""  # of the signed inbound webhook; the hook is closed while this is empty

    # Retention, in days
    keep_raw_mail: int = 365
    keep_drafts: int = 90
    keep_outbox: int = 365  # which mail on reports and objections reached whom
    keep_sessions: int = 14
    keep_audit: int = 730
    keep_comments: int = 0  # after their survey or wave has ended; 0: they stay

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{Path(self.data) / 'medlytt.db'}"

    @property
    def key_path(self) -> Path:
        return Path(self.key_file) if self.key_file else Path(self.data) / "medlytt.key"

    @property
    def keys_folder(self) -> Path:
        return Path(self.keys) if self.keys else Path(self.data) / "keys"

    @property
    def signing_path(self) -> Path:
        return Path(self.signing_key_file) if self.signing_key_file else self.keys_folder / "signing.key"

    @property
    def bank_folder(self) -> Path | None:
        return Path(self.bank) if self.bank else None

    @property
    def processes(self) -> int:
        """How many serve the site."""
        return self.workers or (1 if self.database or len(os.sched_getaffinity(0)) < 2 else 2)

    @property
    def url(self) -> str:
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings of this process: the TOML file that MEDLYTT_CONFIG names, then MEDLYTT_... variables over it."""
    environ = os.environ if environ is None else environ
    values: dict[str, object] = {}
    if path := environ.get(PREFIX + "CONFIG"):
        try:
            values |= msgspec.toml.decode(Path(path).read_bytes())
        except (OSError, msgspec.DecodeError) as fault:
            raise SettingsFault(f"{path}: {fault}") from fault
    names = {field.name for field in msgspec.structs.fields(Settings)}
    for name in names:
        if (text := environ.get(PREFIX + name.upper())) is not None:
            values[name] = tuple(filter(None, text.replace(" ", "").split(","))) if name in LISTS else text
    if unknown := values.keys() - names:
        raise SettingsFault(f"Unknown setting {sorted(unknown)[0]!r}; known are: {', '.join(sorted(names))}")
    try:
        return checked(msgspec.convert(values, Settings, strict=False))
    except msgspec.ValidationError as fault:
        raise SettingsFault(f"Settings: {fault}") from fault


def checked(settings: Settings) -> Settings:
    """What would otherwise be found out only when the first page is asked for."""
    if settings.language not in LANGUAGES:
        raise SettingsFault(f"language is {settings.language!r}; it may be {', '.join(LANGUAGES)}")
    if settings.timezone not in available_timezones():
        raise SettingsFault(f"timezone {settings.timezone!r} is not known; an example is Europe/Oslo")
    if settings.base_url and not settings.base_url.startswith(("http://", "https://")):
        raise SettingsFault(f"base_url {settings.base_url!r} must start with https:// or http://")
    asked = [("dns_server", settings.dns_server)] if settings.dns_server else []
    for name, address in [*asked, *(("sender_ips", ip) for ip in settings.sender_ips)]:
        try:
            ip_address(address)
        except ValueError as fault:
            raise SettingsFault(f"{name}: {address!r} is not an IP address, such as 192.0.2.7") from fault
    if not 0 <= settings.workers <= MOST_WORKERS:
        raise SettingsFault(f"workers is {settings.workers}; it may be 0 (as many as are good here) to {MOST_WORKERS}")
    for name in ("sendgrid_inbound_public_key", "sendgrid_events_public_key"):
        try:
            if given := getattr(settings, name):
                public_key(given)
        except ValueError as fault:
            raise SettingsFault(f"{name}: {fault}") from fault
    return settings


def secret(path: str) -> str:
    """The text of a secret file, without the line end."""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise SettingsFault(f"The secret file {path} cannot be read: {fault.strerror}") from fault
