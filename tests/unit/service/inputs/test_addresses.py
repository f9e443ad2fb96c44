"""Only public addresses, and those that the operator allows, are connected to."""

from __future__ import annotations

import time
from ipaddress import ip_address

import pytest

from dreamwright.errors import BadFile, BadOption
from dreamwright.service.inputs.addresses import Allowed, addresses_of, is_public, resolve

PUBLIC = ["1.1.1.1", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "192.167.1.1", "223.255.1.1",
          "2606:4700::1111", "2a00:1450:4001:800::200e"]  # fmt: skip
INSIDE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "::7f00:1", "64:ff9b::7f00:1",
    "64:ff9b::808:808", "64:ff9b:1::a00:1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1",
    "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "100::1",
]  # fmt: skip


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are_taken(text: str) -> None:
    assert is_public(ip_address(text))
    assert addresses_of("films.example", 443, Allowed(), 5.0, lambda host, port: [text]) == [text]


@pytest.mark.parametrize("text", INSIDE)
def test_all_others_are_refused(text: str) -> None:
    assert not is_public(ip_address(text))
    for found in ([text], ["1.1.1.1", text], [text, "1.1.1.1"]):
        with pytest.raises(BadFile, match=r"^The URL cannot be fetched: its host is not on the public Internet\.$"):
            addresses_of("films.example", 443, Allowed(), 5.0, lambda host, port, found=found: found)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "127.0.0.1"])
def test_odd_ways_to_write_an_address_are_seen_through(host: str) -> None:
    with pytest.raises(BadFile, match="not on the public Internet"):
        addresses_of(host, 80, Allowed(), 5.0, resolve)


def test_hosts_that_are_not_found_are_told_as_those_inside_are() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    for resolver in (nowhere, lambda host, port: [], lambda host, port: ["nonsense"]):
        with pytest.raises(BadFile, match="not on the public Internet"):
            addresses_of("films.example", 443, Allowed(), 5.0, resolver)


def test_a_resolver_that_hangs_is_left_behind() -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(2)
        return ["1.1.1.1"]

    with pytest.raises(BadFile, match="takes too long"):
        addresses_of("films.example", 443, Allowed(), 0.05, slow)


def test_the_operator_allows_names_and_networks() -> None:
    allowed = Allowed(["10.1.0.0/16", "Films.LAN", "fd00::/8", "192.168.1.5", "localhost"])
    for host, address, free in (
        ("x", "10.1.2.3", True), ("x", "10.2.2.3", False), ("films.lan", "10.9.9.9", True), ("lan", "10.9.9.9", False),
        ("x", "fd12::1", True), ("x", "192.168.1.5", True), ("x", "192.168.1.6", False), ("localhost", "::1", True),
    ):  # fmt: skip
        if free:
            assert addresses_of(host, 80, allowed, 5.0, lambda h, p, a=address: [a]) == [address]
        else:
            with pytest.raises(BadFile):
                addresses_of(host, 80, allowed, 5.0, lambda h, p, a=address: [a])


@pytest.mark.parametrize("entry", ["", "10.0.0.0/33", "http://x", "10.1.2.3/8", "a b", "1.2.3.4.5"])
def test_nonsense_is_not_allowed(entry: str) -> None:
    with pytest.raises(BadOption, match="is not a host name, address or network"):
        Allowed([entry])
