"""Mail: one letter over SMTP to everyone who is to be told."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage

from schemas.serving import MailSettings

__all__ = ["send_mail"]

_TIMEOUT = 30
"""Seconds."""


def send_mail(settings: MailSettings, password: str | None, subject: str, body: str) -> None:
    """Send it. Raises smtplib.SMTPException and OSError."""
    message = EmailMessage()
    message["From"], message["To"] = settings.sender, ", ".join(settings.to)
    message["Subject"] = " ".join(subject.split())
    message.set_content(body)
    context = ssl.create_default_context()
    host, port = settings.host, settings.port
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=_TIMEOUT)
    with server:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user is not None and password is not None:
            server.login(settings.user, password)
        server.send_message(message)
