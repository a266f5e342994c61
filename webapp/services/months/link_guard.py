"""Where the program may go out to when it looks at a link that somebody typed: to public addresses, and nowhere else.

A name is resolved once and the connection goes to the very address that was judged, so a name that changes its mind
cannot lead into the house's own network. Addresses of the house can be allowed by the settings, one network at a time.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import quote, urlsplit

from webapp.storage.bulanan import HasilCek

PORTS = {"http": 80, "https": 443}
"""The schemes that are followed, and the only port of each."""

MAX_ADDRESSES = 3
"""Addresses of one name that are tried."""

_PATH = "/%:=&?~+!$,;'@()*[]"
_TRANSLATED = IPv6Network("64:ff9b::/96")  # carries an IPv4 address inside, so it could lead anywhere

Address = IPv4Address | IPv6Address


class NotLooked(Exception):
    """A link was not looked at, or not to the end; `said` is what is told instead."""

    def __init__(self, said: HasilCek = HasilCek.TIDAK_DAPAT_DICEK) -> None:
        super().__init__(said.value)
        self.said = said


@dataclass(frozen=True)
class Target:
    """One request: the host as it is named to the server, and the addresses that may be connected to."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Guard:
    """The rules of going out. `allowed` are networks of the house, each with a port after `@` or none:
    "10.20.0.0/16" (ports 80 and 443), "127.0.0.1@8081" (that port). `is_on` False: nothing is looked at.
    """

    allowed: Sequence[str] = ()
    is_on: bool = True

    @cached_property
    def _own(self) -> tuple[tuple[object, int | None], ...]:
        split = (one.partition("@") for one in self.allowed)
        return tuple((ip_network(net, strict=False), int(port) if port else None) for net, _, port in split)

    def target(self, url: str, seconds: float) -> Target:
        """Resolve an address. Raises `NotLooked` when it may not be, or cannot be, reached."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise NotLooked from None
        if not self.is_on or host is None or parts.scheme not in PORTS:
            raise NotLooked
        port = port or PORTS[parts.scheme]
        addresses = _resolve(host, port, seconds)
        if not all(self._permits(one, port, parts.scheme) for one in addresses):
            raise NotLooked
        path = quote(parts.path or "/", safe=_PATH)
        query = f"?{quote(parts.query, safe=_PATH)}" if parts.query else ""
        return Target(parts.scheme, host, port, path + query, tuple(addresses[:MAX_ADDRESSES]))

    def _permits(self, address: str, port: int, scheme: str) -> bool:
        ip = _plain(ip_address(address.partition("%")[0]))
        if ip.is_link_local:  # where clouds keep the secrets of a machine; no setting opens it
            return False
        if any(ip in network and port == (own or PORTS[scheme]) for network, own in self._own):  # type: ignore[operator]
            return True
        return port == PORTS[scheme] and _is_public(ip)


def _plain(ip: Address) -> Address:
    """An IPv4 address that is written as an IPv6 one, as itself."""
    return ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip


def _is_public(ip: Address) -> bool:
    """Whether an address is one of the public net, and hides no other."""
    if isinstance(ip, IPv6Address) and (ip.sixtofour or ip.teredo or ip in _TRANSLATED or ip.is_site_local):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _resolve(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a name, within so many seconds: the resolver itself knows no limit, so a thread waits for it."""
    answers: SimpleQueue[list[str] | HasilCek] = SimpleQueue()
    Thread(target=lambda: answers.put(_ask(host, port)), daemon=True).start()
    try:
        said = answers.get(timeout=max(seconds, 0.01))
    except Empty:
        raise NotLooked from None
    if isinstance(said, HasilCek):
        raise NotLooked(said)
    return said


def _ask(host: str, port: int) -> list[str] | HasilCek:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        unknown = error.errno == socket.EAI_NONAME
        return HasilCek.TIDAK_DITEMUKAN if unknown else HasilCek.TIDAK_DAPAT_DICEK
    except (OSError, UnicodeError):
        return HasilCek.TIDAK_DAPAT_DICEK
    return list(dict.fromkeys(str(one[4][0]) for one in found))
