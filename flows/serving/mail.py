"""Mail: a Prefect notification block that sends mail, which Prefect leaves to others.

The server process must know the class: ours imports it, and any other that has callsheet installed
finds it through the entry point `prefect.collections`.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from typing import Literal

from prefect.blocks.abstract import NotificationBlock
from pydantic import Field, SecretStr

__all__ = ["Mail"]

_TIMEOUT = 30
"""Seconds."""


class Mail(NotificationBlock):
    """Sends notifications over SMTP."""

    _block_type_name = "callsheet Mail"
    _block_type_slug = "callsheet-mail"

    host: str = Field(description="The mail server.")
    port: int = Field(default=587, description="Its port.")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection is encrypted."
    )
    sender: str = Field(description="The address that mail comes from.")
    to: list[str] = Field(description="Who gets it.")
    user: str | None = Field(default=None, description="Whom to log in as, if at all.")
    password: SecretStr | None = Field(default=None, description="That user's password.")

    async def notify(self, body: str, subject: str | None = None) -> None:
        """Send one mail to everyone. Raises smtplib.SMTPException and OSError."""
        message = EmailMessage()
        message["From"], message["To"] = self.sender, ", ".join(self.to)
        message["Subject"] = " ".join((subject or "callsheet").split())
        message.set_content(body)
        await asyncio.to_thread(self._send, message)

    def _send(self, message: EmailMessage) -> None:
        context = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=_TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT)
        with server:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user is not None and self.password is not None:
                server.login(self.user, self.password.get_secret_value())
            server.send_message(message)
