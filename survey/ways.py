"""The ways out and in that the settings name."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import dns.resolver

from mailer.inbox import Collected, Deliver, Imap, Maildir
from mailer.listener import Listener, listen
from mailer.sendgrid import SendGrid
from mailer.sms import Fields, Gateway, Http
from mailer.sms import Folder as TextFolder
from mailer.smtp import Smtp
from mailer.transport import Folder, Transport
from survey.settings import Settings, SettingsFault, secret

DNS_PATIENCE = 4.0  # seconds for one record: somebody waits for the page
Inbox = Callable[[Deliver], Collected]


def out(settings: Settings) -> Transport:
    """A transport for one thread; opened by its `with` block."""
    match settings.transport:
        case "folder":
            return Folder(Path(settings.data) / "outbox")
        case "smtp":
            password = secret(settings.smtp_password_file) if settings.smtp_password_file else ""
            tls = settings.smtp_tls
            if tls not in ("starttls", "implicit", "none"):
                raise SettingsFault(f"smtp_tls is {tls!r}; it may be starttls, implicit or none")
            return Smtp(
                settings.smtp_host,
                settings.smtp_port,
                tls=tls,  # type: ignore[arg-type]  # checked above
                username=settings.smtp_username or None,
                password=password,
            )
        case "sendgrid":
            return SendGrid(secret(settings.sendgrid_key_file), host=settings.sendgrid_host)
        case other:
            raise SettingsFault(f"transport is {other!r}; it may be folder, smtp or sendgrid")


def texts(settings: Settings) -> Gateway | None:
    """The gateway for SMS, for one thread; opened by its `with` block. None: no SMS are sent."""
    match settings.sms:
        case "none":
            return None
        case "folder":
            return TextFolder(Path(settings.data) / "sms")
        case "http":
            refuse_open_air(settings.sms_url)
            if len(settings.sms_fields) != 3:
                raise SettingsFault("sms_fields are three names, for number, sender and text, such as to,from,text")
            to, sender, body = settings.sms_fields
            token = secret(settings.sms_token_file) if settings.sms_token_file else ""
            return Http(settings.sms_url, token, fields=Fields(to=to, sender=sender, body=body))
        case other:
            raise SettingsFault(f"sms is {other!r}; it may be none, folder or http")


def refuse_open_air(url: str) -> None:
    """A token and phone numbers travel encrypted, or not at all."""
    parts = urlsplit(url)
    near = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    if not parts.hostname or not (parts.scheme == "https" or near):
        raise SettingsFault(f"sms_url is {url!r}; it must start with https://")


def reaches_nobody(settings: Settings) -> bool:
    return settings.transport == "folder"


def inboxes(settings: Settings) -> dict[str, Inbox]:
    """What has to be asked for new mail, by name."""
    found: dict[str, Inbox] = {}
    if settings.inbox_folder:
        found["folder"] = Maildir(path=Path(settings.inbox_folder)).collect
    if settings.imap_host:
        found["imap"] = Imap(
            host=settings.imap_host,
            port=settings.imap_port,
            user=settings.imap_username,
            password=secret(settings.imap_password_file),
            folder=settings.imap_folder,
        ).collect
    return found


def listeners(settings: Settings, deliver: Deliver) -> list[Listener]:
    """What listens for mail, all or none; each runs until it is closed."""
    wanted = [(settings.listen_smtp, False), (settings.listen_lmtp, True)]
    found: list[Listener] = []
    try:
        for place, lmtp in wanted:
            if place:
                found.append(listen(*address(place), deliver, lmtp=lmtp))
    except OSError:
        for one in found:
            one.close()
        raise
    return found


def resolver(settings: Settings) -> dns.resolver.Resolver:
    """Whom to ask for the records of a domain; without any name server every question stays unanswered."""
    try:
        found = dns.resolver.Resolver(configure=not settings.dns_server)
    except dns.resolver.NoResolverConfiguration:
        found = dns.resolver.Resolver(configure=False)
    if settings.dns_server:
        found.nameservers, found.port = [settings.dns_server], settings.dns_port
    found.lifetime = DNS_PATIENCE
    return found


def address(place: str) -> tuple[str, int]:
    host, _, port = place.rpartition(":")
    if not host or not port.isdigit():
        raise SettingsFault(f"{place!r} is not HOST:PORT, such as 127.0.0.1:2525")
    return host.strip("[]"), int(port)
