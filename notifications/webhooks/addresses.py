"""Which addresses a shop may have us call: none inside, whatever name or notation they hide behind.

A name is resolved once, every address it has is checked, and the connection goes to a checked address: who
answers with another one the next time (DNS rebinding) is not asked again.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from notifications.errors import AddressRefused

PORTS = frozenset({443, 8443})
RESOLVE_SECONDS = 3.0
# Addresses in IPv6 that carry one of IPv4: RFC 6052 (NAT64).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True)
class Target:
    """A checked address, and how it is to be spoken to there."""

    scheme: str
    host: str
    port: int
    address: str
    path: str

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def checked_url(url: str, *, allow_private: bool) -> SplitResult:
    """The parts of an address whose form may be called. Raises AddressRefused with the reason."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(f"“{url[:80]}” is no address of a web server.", field="url") from error
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise AddressRefused("Only https is called: what we tell must not be read on the way.", field="url")
    if not parts.hostname or any(letter.isspace() or ord(letter) < 32 for letter in url):
        raise AddressRefused(f"“{url[:80]}” is no address of a web server.", field="url")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("Leave name and password out of the address; check our signature instead.", field="url")
    if not allow_private and port is not None and port not in PORTS:
        allowed = ", ".join(str(one) for one in sorted(PORTS))
        raise AddressRefused(f"Port {port} is not called; allowed are {allowed}.", field="url")
    return parts


def target_of(url: str, *, allow_private: bool, resolve: Resolver | None = None) -> Target:
    """Where ``url`` leads, resolved once. Raises AddressRefused for what is not to be called, OSError without a name.

    When one of several addresses is private, all are refused: the name is not to be trusted.
    """
    parts = checked_url(url, allow_private=allow_private)
    host = str(parts.hostname)
    port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    found = list((resolve or resolved)(host, port))
    if not found:
        raise OSError(f"The name {host} has no address.")
    for address in found:
        if not allow_private and not is_public(address):
            raise AddressRefused(f"{host} leads to {address}, which is not a public address.", field="url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, found[0], path)


def resolved(host: str, port: int) -> Sequence[str]:
    """Every address of a name, asked once and not waited for longer than a moment."""
    helper = ThreadPoolExecutor(max_workers=1)
    try:
        asked = helper.submit(socket.getaddrinfo, host, port, 0, socket.SOCK_STREAM)
        found: Any = asked.result(RESOLVE_SECONDS)
    except TooSlow as error:
        raise OSError(f"The name {host} was not found within {RESOLVE_SECONDS:.0f} seconds.") from error
    except UnicodeError as error:
        raise OSError(f"“{host[:80]}” is no name of a computer.") from error
    finally:
        helper.shutdown(wait=False, cancel_futures=True)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(address: str) -> bool:
    """Whether anybody in the internet could have this address; one inside another counts as both."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return all(_is_public(one) for one in (ip, *_inside(ip)))


def _is_public(ip: IPAddress) -> bool:
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None or ip in _NAT64:
            # The one inside is judged by itself; the form alone says nothing.
            return True
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _inside(ip: IPAddress) -> list[IPAddress]:
    """The IPv4 addresses that an IPv6 address leads to: mapped, 6to4, Teredo, NAT64."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    found: list[IPAddress | None] = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        found.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [one for one in found if one is not None]
