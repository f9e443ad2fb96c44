"""Which network addresses a user may make this server connect to: public ones, and those the operator allows.

Resolves names once; who connects uses the addresses given here and never the name again.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Final

from dreamwright.errors import BadFile, BadOption

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) → addresses as text; OSError when there are none."""

_NOT_PUBLIC_4: Final = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # looks public; is what virtual machines of one cloud ask about themselves
    )
]  # fmt: skip
"""IANA's special-purpose registry (RFC 6890) and multicast."""
_PUBLIC_6: Final = ipaddress.ip_network("2000::/3")
"""All that is given to the public; NAT64, IPv4-mapped, link-local, unique local and multicast lie outside."""
_NOT_PUBLIC_6: Final = [
    ipaddress.ip_network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
"""Inside 2000::/3 and yet not: protocols and tunnels (Teredo, 6to4: they hide an IPv4 address), documentation."""


class Allowed:
    """Hosts beside the public ones: names (`films.lan`), addresses or networks (`10.1.0.0/16`); BadOption."""

    def __init__(self, entries: Sequence[str] = ()) -> None:
        self._names: set[str] = set()
        self._networks: list[Network] = []
        for entry in entries:
            self._add(entry.strip().lower())

    def name(self, host: str) -> bool:
        """Whether the host is allowed by its name."""
        return host in self._names

    def address(self, address: Address) -> bool:
        """Whether the address lies in an allowed network."""
        return any(address in network for network in self._networks)

    def _add(self, entry: str) -> None:
        try:
            self._networks.append(ipaddress.ip_network(entry))
        except ValueError as error:
            if not entry or not all(letter.isalnum() or letter in ".-_" for letter in entry) or entry[0].isdigit():
                raise BadOption(f"“{entry}” is not a host name, address or network (as 10.1.0.0/16).") from error
            self._names.add(entry.rstrip("."))


def is_public(address: Address) -> bool:
    """Whether the address is one of the public Internet's."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as this machine resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def addresses_of(host: str, port: int, allowed: Allowed, within_s: float, resolver: Resolve = resolve) -> list[str]:
    """All addresses of the host, when every one may be connected to; BadFile otherwise.

    One sentence for a host that does not exist and for one that is not public: names inside are not told apart.
    """
    texts = _within(lambda: resolver(host, port), within_s)
    addresses = [_address(text) for text in texts]
    free = allowed.name(host)
    if not addresses or not all(free or allowed.address(one) or is_public(one) for one in addresses):
        raise hidden()
    return [str(one) for one in addresses]


def hidden() -> BadFile:
    """The error for a host that is not there for a user."""
    return BadFile("The URL cannot be fetched: its host is not on the public Internet.")


def _address(text: str) -> Address:
    try:
        return ipaddress.ip_address(text)
    except ValueError as error:
        raise hidden() from error


def _within(ask: Callable[[], Sequence[str]], seconds: float) -> Sequence[str]:
    """What `ask` gives; the system's resolver knows no time limit, so it is left behind when it takes too long."""
    found: list[Sequence[str]] = []

    def work() -> None:
        try:
            found.append(ask())
        except (OSError, UnicodeError):
            found.append(())

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(max(0.0, seconds))
    if not found:
        raise BadFile("The URL takes too long to be fetched.")
    return found[0]
