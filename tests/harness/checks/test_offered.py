"""What an API offers, beside the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from privatelink_generator.aws.services import find, services
from privatelink_harness.checks.offered import Difference, Offer, differences, offers, offers_of, unlisted
from privatelink_harness.errors import HarnessError
from privatelink_harness.targets.localstack.session import LocalStackSession

REGION = "eu-west-1"
LAMBDA = {
    "ServiceName": "com.amazonaws.eu-west-1.lambda",
    "ServiceType": [{"ServiceType": "Interface"}],
    "AvailabilityZones": ["eu-west-1b", "eu-west-1a"],
    "Owner": "amazon",
    "PrivateDnsName": "lambda.eu-west-1.amazonaws.com",
    "PrivateDnsNames": [{"PrivateDnsName": "lambda.eu-west-1.amazonaws.com"}],
    "VpcEndpointPolicySupported": True,
}


class Client:
    """An EC2 client that knows one operation."""

    def __init__(self, *pages: list[Mapping[str, Any]], error: Exception | None = None) -> None:
        self.pages = pages
        self.error = error

    def can_paginate(self, _: str) -> bool:
        return True

    def get_paginator(self, operation: str) -> Client:
        assert operation == "describe_vpc_endpoint_services"
        return self

    def paginate(self) -> list[dict[str, Any]]:
        if self.error:
            raise self.error
        return [{"ServiceDetails": page} for page in self.pages]


def asked(monkeypatch: pytest.MonkeyPatch, client: Client) -> dict[str, tuple[Offer, ...]]:
    """Return what the client offers in the Region."""
    monkeypatch.setattr(LocalStackSession, "client", lambda *_, **__: client)
    return offers(LocalStackSession("http://127.0.0.1:4566", "000000000000"), REGION)


def reasons(monkeypatch: pytest.MonkeyPatch, service: str, *details: Mapping[str, Any]) -> list[str]:
    """Return where a service of the catalogue differs from what the API says."""
    found = asked(monkeypatch, Client(list(details)))
    return [each.reason for each in differences([find(service)], REGION, found)]


def test_offers_are_read_from_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    s3 = {"ServiceName": "com.amazonaws.eu-west-1.s3", "ServiceType": [{"ServiceType": "Gateway"}]}
    found = asked(monkeypatch, Client([LAMBDA], [s3]))

    assert list(found) == ["com.amazonaws.eu-west-1.lambda", "com.amazonaws.eu-west-1.s3"]
    assert offers_of(find("lambda"), REGION, found) == (
        Offer(
            "com.amazonaws.eu-west-1.lambda",
            frozenset({"interface"}),
            frozenset({"lambda.eu-west-1.amazonaws.com"}),
            policy=True,
            zones=("eu-west-1a", "eu-west-1b"),
        ),
    )


def test_services_of_customers_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    custom = LAMBDA | {"ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b", "Owner": "123456789012"}

    assert asked(monkeypatch, Client([custom])) == {}


def test_api_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    error = EndpointConnectionError(endpoint_url="http://127.0.0.1:4566")

    with pytest.raises(HarnessError, match=r"LocalStack at http://127\.0\.0\.1:4566: Could not connect"):
        asked(monkeypatch, Client(error=error))


def test_service_as_the_catalogue_has_it_does_not_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reasons(monkeypatch, "lambda", LAMBDA) == []


def test_more_private_names_than_the_catalogue_knows_do_not_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [*LAMBDA["PrivateDnsNames"], {"PrivateDnsName": "lambda.eu-west-1.api.aws"}]  # type: ignore[misc]

    assert reasons(monkeypatch, "lambda", LAMBDA | {"PrivateDnsNames": names}) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"ServiceType": [{"ServiceType": "Interface"}, {"ServiceType": "Gateway"}]},
            "types: the catalogue has interface, the API gateway, interface",
        ),
        (
            {"PrivateDnsName": "other.example.com", "PrivateDnsNames": []},
            "private DNS names: the catalogue has lambda.eu-west-1.amazonaws.com, the API other.example.com",
        ),
        (
            {"PrivateDnsName": "", "PrivateDnsNames": []},
            "private DNS names: the catalogue has lambda.eu-west-1.amazonaws.com, the API none",
        ),
        (
            {"VpcEndpointPolicySupported": False},
            "the catalogue says that it takes a policy, the API says otherwise",
        ),
    ],
    ids=str,
)
def test_service_that_differs_is_told(monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], reason: str) -> None:
    assert reasons(monkeypatch, "lambda", LAMBDA | change) == [reason]


def test_guess_that_the_api_contradicts_is_called_one(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = LAMBDA | {
        "ServiceName": "com.amazonaws.eu-west-1.batch",
        "PrivateDnsNames": [{"PrivateDnsName": "batch.eu-west-1.amazonaws.com"}],
    }

    assert reasons(monkeypatch, "batch", batch) == [
        "the catalogue guesses that it takes no policy, the API says otherwise"
    ]


def test_service_that_is_not_offered_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(differences([find("lambda")], REGION, asked(monkeypatch, Client([])))) == [
        Difference("lambda", "the API does not offer it")
    ]


def test_service_of_another_region_need_not_be_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reasons(monkeypatch, "iam") == []


def test_service_of_another_region_that_is_offered_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    iam = LAMBDA | {"ServiceName": "com.amazonaws.iam", "PrivateDnsNames": [{"PrivateDnsName": "iam.amazonaws.com"}]}

    assert reasons(monkeypatch, "iam", iam) == ["the catalogue has it in us-east-1 alone, and the API offers it"]


def test_offered_services_that_the_catalogue_lacks_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    new = LAMBDA | {"ServiceName": "com.amazonaws.eu-west-1.newthing"}

    assert unlisted(services().values(), REGION, asked(monkeypatch, Client([LAMBDA, new]))) == [
        "com.amazonaws.eu-west-1.newthing"
    ]
