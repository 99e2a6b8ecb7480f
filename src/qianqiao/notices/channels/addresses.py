"""Which addresses the platform calls: public ones over https, never its own network."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from qianqiao.core import config

PORTS = frozenset({443, 8443})
# addresses that carry another one inside: it would be reached through a translator of the network
_WRAPPED = tuple(
    map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
)
_Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressError(ValueError):
    """Why an address is not called: a code that pages translate, and what was found."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address. `ip` is what the connection goes to, so that the name cannot change its mind afterwards."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == "https" else 80
        return name if self.port == usual else f"{name}:{self.port}"


def checked(address: str) -> Target:
    """The target of an address; AddressError `address_wrong`, `https_only`, `address_private` or `address_unknown`."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressError("address_wrong", address[:80]) from error
    host = (parts.hostname or "").lower()
    if not host or parts.username is not None or any(ord(letter) <= 32 for letter in address):
        raise AddressError("address_wrong", host)
    port = port or (443 if parts.scheme == "https" else 80)
    ips = _ips(host, port)
    to_loopback = config.webhooks_to_loopback() and all(ip.is_loopback for ip in ips)
    if not to_loopback:
        if parts.scheme != "https" or port not in PORTS:
            raise AddressError("https_only", f"{parts.scheme}, {port}")
        if not all(map(_is_public, ips)):
            raise AddressError("address_private", host)
    elif parts.scheme not in {"http", "https"}:
        raise AddressError("https_only", parts.scheme)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, str(ips[0]))


def _ips(host: str, port: int) -> list[_Ip]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressError("address_unknown", host) from error
    return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def _is_public(ip: _Ip) -> bool:
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return _is_public(ip.ipv4_mapped)
        if any(ip in network for network in _WRAPPED):
            return False
    return ip.is_global and not ip.is_multicast
