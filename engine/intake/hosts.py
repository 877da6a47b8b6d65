"""Hosts: which machines rows' pictures may be fetched from, by their names and by their addresses.

It sends nothing and resolves no name; `engine.intake.network` connects to what is allowed here.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["Hosts", "is_address"]

_ADDRESS = re.compile(r"(?:https?:|//[^/\s]+\.[a-z]{2,}(?::\d+)?/)", re.IGNORECASE)
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_LOCAL = (".localhost", ".local", ".localdomain", ".internal", ".intranet", ".lan", ".home.arpa")
"""Ends of names that no public machine has (RFC 6761, RFC 6762, RFC 8375, and customs)."""
_LOW_PORTS = frozenset({80, 443})
"""Of the ports below 1024, those of the web: behind the others are mail servers and the like."""
_IN_PATHS = "/%:@!$&'()*+,;=~-._"
_CARRIERS = tuple(
    (ipaddress.IPv6Network(network), shift)
    for network, shift in (("64:ff9b::/96", 0), ("64:ff9b:1::/48", 0), ("2002::/16", 80))
)
"""IPv6 that leads to an IPv4 address in it, so many bits from its end: NAT64 (RFC 6052, RFC 8215)
and 6to4 (RFC 3056)."""
IP = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_address(reference: str) -> bool:
    """Whether a picture is named by an http(s) address; shops write `//cdn.example/a.jpg` too."""
    return _ADDRESS.match(reference) is not None


@dataclass(frozen=True, slots=True)
class Hosts:
    """The machines that may be asked.

    `named` are names (`cdn.example`), names with a port (`127.0.0.1:8080`) and all names below one
    (`*.example`); None: every public machine. A machine that is named to the letter may be one of
    the user's own network; link-local addresses, where clouds keep their secrets, never may.
    `trusted` is a machine with its port that may be asked beside those.
    """

    named: tuple[str, ...] | None = None
    trusted: str = ""

    def address(self, reference: str) -> str:
        """The address as it is asked for: in ASCII, without its fragment.

        Raises RowError (URL_BLOCKED) where it may not be asked, as far as the address shows that.
        """
        text = f"https:{reference}" if reference.startswith("//") else reference
        if any(ord(mark) < 32 or ord(mark) == 127 for mark in text):
            raise _blocked("the address holds a control character", reference)
        try:
            parts = urlsplit(text)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise _blocked("the address cannot be read", reference) from error
        if parts.scheme not in {"http", "https"}:
            raise _blocked(f"pictures are not fetched from {parts.scheme}: addresses", reference)
        if "@" in parts.netloc:
            # The message must not hold the password.
            raise _blocked(
                "the address holds a user's name or password",
                f"{parts.scheme}://...@{parts.netloc.rpartition('@')[2]}",
            )
        host = _ascii(parts, reference)
        self._assert_named(host, port, reference)
        shown = f"[{host}]" if ":" in host else host
        usual = {"http": 80, "https": 443}[parts.scheme]
        query = f"?{quote(parts.query, safe=_IN_PATHS + '?')}" if parts.query else ""
        place = shown if port == usual else f"{shown}:{port}"
        return f"{parts.scheme}://{place}{quote(parts.path or '/', safe=_IN_PATHS)}{query}"

    def assert_machine(self, host: str, port: int, found: str) -> None:
        """Raises RowError (URL_BLOCKED) where `host` turned out to be a machine, of the address
        `found`, that may not be asked.
        """
        ip = ipaddress.ip_address(found.partition("%")[0])
        own = _carried(ip)
        never = any(one.is_link_local or one.is_unspecified or one.is_multicast for one in own)
        if never or not (all(map(_is_public, own)) or self._is_named(host, port)):
            raise _blocked(
                "the address leads into a private network",
                f"{host} is {found}",
                _trust(host, port),
            )

    def _assert_named(self, host: str, port: int, reference: str) -> None:
        ip = _ip(host)
        if ip is not None:
            self.assert_machine(host, port, host)
        elif not self._is_named(host, port):
            if host == "localhost" or "." not in host or host.endswith(_LOCAL):
                raise _blocked("the address is of a private network", reference, _trust(host, port))
            if _NUMBER.fullmatch(host.rpartition(".")[2]):
                raise _blocked("the address hides a number as its host", reference)
        if self.named is not None and not self._is_allowed(host, port):
            raise _blocked(
                f"{host} is not among the hosts that the production names",
                reference,
                f"Add it to the production file, `pictures: {{hosts: [{host}]}}`, or download the "
                "picture and write its path.",
            )
        if port < 1024 and port not in _LOW_PORTS and not self._is_named(host, port, whole=True):
            raise _blocked(f"port {port} is not one of the web's", reference)

    def _is_named(self, host: str, port: int, *, whole: bool = False) -> bool:
        """Whether the user named this very machine; `whole`: with its port."""
        shown = f"[{host}]" if ":" in host else host
        named = {one.lower() for one in (*(self.named or ()), self.trusted)}
        return f"{shown}:{port}" in named or (not whole and not named.isdisjoint({host, shown}))

    def _is_allowed(self, host: str, port: int) -> bool:
        below = (one[1:].lower() for one in self.named or () if one.startswith("*."))
        return self._is_named(host, port) or any(host.endswith(end) for end in below)


def _ascii(parts: SplitResult, reference: str) -> str:
    """The host as it is looked up: lower case, in ASCII (IDNA), without a dot at its end."""
    host = (parts.hostname or "").rstrip(".")
    if not host or any(mark in "%\\ " for mark in host):
        raise _blocked("the address names no host that can be read", reference)
    if ":" in host:
        if _ip(host) is None:
            raise _blocked("the address names no host that can be read", reference)
        return host
    try:
        return host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError as error:
        raise _blocked("the address names no host that can be read", reference) from error


def _ip(host: str) -> IP | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _carried(ip: IP) -> Sequence[IP]:
    """The address, and those of IPv4 that it leads to."""
    if isinstance(ip, ipaddress.IPv4Address):
        return (ip,)
    if ip.ipv4_mapped is not None:
        return (ip.ipv4_mapped,)
    inner = [
        ipaddress.IPv4Address(int(ip) >> shift & 0xFFFFFFFF)
        for network, shift in _CARRIERS
        if ip in network
    ]
    return inner or (ip,)


def _is_public(ip: IP) -> bool:
    # Teredo (RFC 4380) and old "IPv4-compatible" addresses are global to Python, and lead anywhere.
    hidden = isinstance(ip, ipaddress.IPv6Address) and (
        ip.teredo is not None or ip.is_site_local or int(ip) >> 32 == 0
    )
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not hidden


def _trust(host: str, port: int) -> str:
    return (
        "Use an address that everybody can open, or say in the production file whom you trust: "
        f"`pictures: {{hosts: ['{host}:{port}']}}`."
    )


def _blocked(what: str, where: str, remedy: str = "") -> RowError:
    return RowError(
        Code.URL_BLOCKED,
        what,
        f"images: {where!r}",
        remedy or "Download the picture, put it beside the catalog, and write its path.",
    )
