"""Outputs for clients: URLs, and the settings that long invocations need."""

from __future__ import annotations

from privatelink_generator.render.module import render
from tests.support.specs import HEAD, SMALL, consumer_spec


def _files(text: str) -> dict[str, str]:
    return dict(render(consumer_spec(text), source="s.yaml").files)


def test_lambda_has_settings_for_long_calls() -> None:
    files = _files(SMALL)

    assert "idle_timeout_seconds = 350" in files["outputs.tf"]
    assert "The output `long_call_settings`" in files["README.md"]


def test_other_services_have_urls_alone() -> None:
    outputs = _files(f"{HEAD}endpoints: {{sqs: {{service: sqs}}}}\n")["outputs.tf"]

    assert 'output "endpoint_urls"' in outputs
    assert "long_call_settings" not in outputs


def test_services_of_vendors_have_no_url() -> None:
    service = "com.amazonaws.vpce.us-east-1.vpce-svc-0e123abc1231981ab"

    assert "endpoint_urls" not in _files(f"{HEAD}endpoints: {{v: {{service_name: {service}}}}}\n")["outputs.tf"]
