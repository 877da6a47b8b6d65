"""Serving: the file that says which productions are served, when they run, and who hears of it.

It holds no secret: where one is needed it names the environment variable that does.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, model_validator

from schemas.record import Record

__all__ = [
    "DropSettings",
    "FilmsSettings",
    "MailSettings",
    "Notifications",
    "Outcome",
    "Schedule",
    "ServedProduction",
    "ServerSettings",
    "Serving",
    "WebhookSettings",
]


def _known(timezone: str) -> str:
    if timezone not in available_timezones():
        raise ValueError("is no time zone; names are like Europe/Berlin")
    return timezone


def _free(name: str) -> str:
    if name in {"health", "metrics"}:
        raise ValueError("is the address of serve's own health or figures; choose another name")
    return name


Name = Annotated[
    str,
    Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40),
    AfterValidator(_free),
]
"""Lower case with single hyphens: it becomes part of addresses."""
Variable = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
"""An environment variable's name."""
Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=86400)]
Outcome = Literal["completed", "rejects", "failed", "crashed", "cancelled", "approval"]
"""`rejects` is a run that completed and left out rows; `completed` is every run that did;
`approval` is one that waits for somebody.
"""
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s/]+(/\S*)?$")]


class Schedule(Record):
    """When a production runs by itself: five cron fields, in the time of one place."""

    SCHEMA: ClassVar[str] = "schedule/1"

    cron: Annotated[str, Field(pattern=r"^\S+( +\S+){4}$")]
    timezone: Annotated[str, AfterValidator(_known)] = "UTC"


class DropSettings(Record):
    """A folder whose catalogs are produced: a path from the serving file, or an fsspec address.

    A catalog counts as completely written once it did not change over two looks and ends as its
    format ends; one that does not end so is taken all the same when it lay still for `timeout`.
    """

    SCHEMA: ClassVar[str] = "drop-settings/1"

    folder: str
    every: Seconds = 2.0
    """Seconds between two looks."""
    timeout: Seconds = 60.0
    """Seconds after which a file that seems cut short is taken as it is."""
    concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    """Dropped catalogs that are produced at the same time."""


class ServedProduction(Record):
    """One production: where it lies, when it runs, and which folder feeds it."""

    SCHEMA: ClassVar[str] = "served-production/1"

    name: Name
    target: str
    """A production file or a catalog, from the serving file."""
    schedule: Schedule | None = None
    drop: DropSettings | None = None
    concurrency: Annotated[int, Field(ge=1, le=64)] = 1
    """Runs at the same time; further ones wait their turn."""
    out: str | None = None
    """Where films go, instead of where the production says; from the serving file."""


class WebhookSettings(Record):
    """An address that is called with a JSON document; the address or a token may be secret."""

    SCHEMA: ClassVar[str] = "webhook-settings/1"

    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    url_from: Variable | None = None
    """The variable that holds the address, where knowing it is enough to use it."""
    token_from: Variable | None = None
    """The variable that holds a bearer token."""

    @model_validator(mode="after")
    def _names_one_address(self) -> Self:
        if (self.url is None) == (self.url_from is None):
            raise ValueError("a webhook needs `url` or `url_from`, and not both")
        return self


class MailSettings(Record):
    """A mail server and who gets mail."""

    SCHEMA: ClassVar[str] = "mail-settings/1"

    host: str
    port: Port = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: Annotated[str, Field(pattern=r"^[^\s@]+@[^\s@]+$")]
    to: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[^\s@]+@[^\s@]+$")], ...], Field(min_length=1)
    ]
    user: str | None = None
    password_from: Variable | None = None
    """The variable that holds the password."""

    @model_validator(mode="after")
    def _keeps_the_password(self) -> Self:
        if (self.user is None) != (self.password_from is None):
            raise ValueError("`user` and `password_from` go together")
        if self.user is not None and self.security == "none":
            raise ValueError("a password is sent only over `starttls` or `tls`")
        return self


class Notifications(Record):
    """Who hears how runs end."""

    SCHEMA: ClassVar[str] = "notifications/1"

    when: tuple[Outcome, ...] = ("completed", "failed", "crashed", "approval")
    webhook: WebhookSettings | None = None
    mail: MailSettings | None = None


class ServerSettings(Record):
    """Where Prefect's server listens; used only where no PREFECT_API_URL names one."""

    SCHEMA: ClassVar[str] = "server-settings/1"

    host: str = "127.0.0.1"
    port: Port = 4200
    address: Annotated[str, Field(pattern=r"^https?://[^\s/]+$")] | None = None
    """The address that people reach it by, where that is another (a proxy's). It answers to no
    other name than this one, `host` and those of this machine.
    """


class FilmsSettings(Record):
    """Where the output folders are shown over HTTP, read-only."""

    SCHEMA: ClassVar[str] = "films-settings/1"

    host: str = "127.0.0.1"
    port: Port = 4201
    address: WebAddress | None = None
    """The address that people reach it by, where that is another (a proxy's)."""


class Serving(Record):
    """All that one `callsheet serve` serves."""

    SCHEMA: ClassVar[str] = "serving/1"

    productions: Annotated[tuple[ServedProduction, ...], Field(min_length=1)]
    concurrency: Annotated[int, Field(ge=1, le=64)] = 2
    """Runs at the same time, of all productions."""
    state: str = ".callsheet/serving"
    """The folder of the server's database and password, and of what runs made, from the serving
    file. Only its owner may read it.
    """
    keep: Annotated[int, Field(ge=2, le=3650)] = 90
    """Days that runs, their logs and pages, and dropped catalogs with their reports are kept. Films
    are kept until their rows are gone.
    """
    server: ServerSettings = ServerSettings()
    films: FilmsSettings = FilmsSettings()
    notifications: Notifications = Notifications()

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [one.name for one in self.productions]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two productions have the name {twice[0]!r}")
        folders = [one.drop.folder for one in self.productions if one.drop]
        shared = sorted({folder for folder in folders if folders.count(folder) > 1})
        if shared:
            raise ValueError(f"two productions share the drop folder {shared[0]!r}")
        return self
