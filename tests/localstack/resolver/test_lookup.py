"""What a name resolves to: which of a VPC's rules, zones, endpoints and profile answers."""

from __future__ import annotations

from privatelink_localstack.resolver.lookup import ENDPOINT, INTERNET, RULE, ZONE, Resolution, Source, resolve

FORWARD = Source(RULE, "rslvr-rr-1", "example.com", targets=("192.168.1.53:53",))
OWN_ZONE = Source(ZONE, "Z1", "example.com", records={"www.example.com": ("10.0.0.10",)})


def answer(name: str, *sources: Source) -> tuple[str, str | None]:
    """Return who answers for a name."""
    found = resolve(name, sources)
    return found.by, found.source


def test_name_without_a_source_is_the_internets() -> None:
    assert resolve("www.example.org.", [FORWARD, OWN_ZONE]) == Resolution("www.example.org", INTERNET)
    assert answer("badexample.com", FORWARD, OWN_ZONE) == (INTERNET, None)


def test_forwarding_rule_beats_a_zone_of_the_same_domain() -> None:
    assert resolve("WWW.example.com", [OWN_ZONE, FORWARD]) == Resolution(
        "www.example.com", RULE, "rslvr-rr-1", None, "example.com", ("192.168.1.53:53",)
    )


def test_most_specific_domain_decides() -> None:
    below = Source(ZONE, "Z2", "aws.example.com", records={"db.aws.example.com": ("10.0.0.20",)})
    everything = Source(RULE, "rslvr-rr-2", "", targets=("192.168.9.53:53",))
    assert answer("db.aws.example.com", FORWARD, below) == (ZONE, "Z2")
    assert answer("www.example.com", FORWARD, below, everything) == (RULE, "rslvr-rr-1")
    assert answer("example.org", FORWARD, below, everything) == (RULE, "rslvr-rr-2")


def test_system_rule_is_an_exception_to_a_forwarding_rule() -> None:
    system = Source(RULE, "rslvr-rr-3", "aws.example.com")
    assert answer("a.aws.example.com", FORWARD, system) == (INTERNET, None)
    assert answer("a.aws.example.com", FORWARD, system, OWN_ZONE) == (ZONE, "Z1")
    assert answer("example.com", FORWARD, system) == (RULE, "rslvr-rr-1")


def test_own_source_beats_the_profiles_of_the_same_domain() -> None:
    shared_zone = Source(ZONE, "Z3", "example.com", "rp-1", records={"www.example.com": ("10.1.0.10",)})
    shared_rule = Source(RULE, "rslvr-rr-4", "example.com", "rp-1", ("192.168.7.53:53",))
    assert resolve("www.example.com", [shared_zone, OWN_ZONE]).values == ("10.0.0.10",)
    assert answer("www.example.com", shared_rule, FORWARD) == (RULE, "rslvr-rr-1")
    assert resolve("www.example.com", [shared_zone]) == Resolution(
        "www.example.com", ZONE, "Z3", "rp-1", "example.com", ("10.1.0.10",)
    )


def test_name_that_a_zone_lacks_does_not_exist() -> None:
    assert resolve("other.example.com", [OWN_ZONE]) == Resolution("other.example.com", ZONE, "Z1", None, "example.com")


def test_wildcards_answer_for_names_without_a_record() -> None:
    domain = "dkr.ecr.us-east-1.amazonaws.com"
    records = {f"*.{domain}": ("10.0.0.4",), f"here.{domain}": ("10.0.0.5",)}
    source = Source(ENDPOINT, "vpce-1", domain, records=records)
    names = (f"1.{domain}", f"a.b.{domain}", f"here.{domain}", domain)
    assert [resolve(name, [source]).values for name in names] == [("10.0.0.4",), ("10.0.0.4",), ("10.0.0.5",), None]
