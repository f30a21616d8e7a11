"""The entry points by which LocalStack finds this package.

LocalStack imports this module at its start, so heavy imports are in the functions.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from localstack.runtime import hooks
from localstack.services.plugins import aws_provider

if TYPE_CHECKING:
    from localstack.services.plugins import Service


@aws_provider(api="ec2", name="privatelink")  # type: ignore[untyped-decorator]
def ec2() -> Service:
    """Return EC2; LocalStack calls this on EC2's first use."""
    from localstack.runtime import get_current_runtime
    from localstack.services.ec2.provider import Ec2Provider
    from localstack.services.plugins import Service

    from privatelink_localstack.adapters import spared_work, turns
    from privatelink_localstack.adapters.ec2 import (
        default_groups,
        ipv6_blocks,
        security_group_rules,
        subnet_addresses,
        zones,
    )
    from privatelink_localstack.adapters.ec2.provider import dispatch_table
    from privatelink_localstack.wiring import emulation

    spared_work.spare()
    turns.take_turns(get_current_runtime().components.gateway)
    default_groups.admit_members()
    ipv6_blocks.shorten()
    subnet_addresses.mend_subnets()
    zones.add_missing_zones()
    security_group_rules.keep_descriptions()
    security_group_rules.admit_groups_of_others()
    return Service.for_provider(Ec2Provider(), dispatch_table_factory=partial(dispatch_table, emulation()))


@aws_provider(api="route53", name="privatelink")  # type: ignore[untyped-decorator]
def route53() -> Service:
    """Return Route 53; LocalStack calls this on its first use, if `select_services` has chosen it."""
    from localstack.services.plugins import Service
    from localstack.services.route53.provider import Route53Provider

    from privatelink_localstack.adapters.hosted_zones import dispatch_table
    from privatelink_localstack.wiring import emulation

    return Service.for_provider(Route53Provider(), dispatch_table_factory=partial(dispatch_table, emulation()))


@aws_provider(api="cloudwatch", name="privatelink")  # type: ignore[untyped-decorator]
def cloudwatch() -> Service:
    """Return CloudWatch; LocalStack calls this on its first use, if `select_services` has chosen it."""
    from localstack.services.plugins import Service

    from privatelink_localstack.adapters.cloudwatch import CloudWatch
    from privatelink_localstack.wiring import emulation

    return Service.for_provider(CloudWatch(emulation()))


@aws_provider(api="cloudformation", name="privatelink")  # type: ignore[untyped-decorator]
def cloudformation() -> Service:
    """Return CloudFormation; LocalStack calls this on its first use, if `select_services` has chosen it."""
    from localstack.services.cloudformation.v2.provider import CloudformationProviderV2
    from localstack.services.plugins import Service

    from privatelink_localstack.adapters.cloudformation import replace_resource_types

    replace_resource_types()
    return Service.for_provider(CloudformationProviderV2())


@aws_provider(api="lambda", name="privatelink")  # type: ignore[untyped-decorator]
def lambda_() -> Service:
    """Return Lambda; LocalStack calls this on its first use, if `select_services` has chosen it."""
    from localstack.services.plugins import Service

    from privatelink_localstack.functions.provider import Lambda
    from privatelink_localstack.wiring import emulation

    return Service.for_provider(Lambda(emulation()))


@aws_provider()  # type: ignore[untyped-decorator]
def elbv2() -> Service:
    """Return elbv2; LocalStack calls this on its first use."""
    from localstack.services.plugins import Service

    from privatelink_localstack.adapters.elbv2.provider import Elbv2Provider, dispatch_table
    from privatelink_localstack.wiring import emulation

    return Service.for_provider(Elbv2Provider(emulation()), dispatch_table_factory=partial(dispatch_table, emulation()))


@aws_provider(api="route53resolver", name="privatelink")  # type: ignore[untyped-decorator]
def route53resolver() -> Service:
    """Return Route 53 Resolver; LocalStack calls this on its first use, if `select_services` has chosen it."""
    from localstack.services.plugins import Service
    from localstack.services.route53resolver.provider import Route53ResolverProvider

    from privatelink_localstack.adapters.route53resolver.provider import dispatch_table
    from privatelink_localstack.wiring import emulation

    return Service.for_provider(Route53ResolverProvider(), dispatch_table_factory=partial(dispatch_table, emulation()))


@aws_provider()  # type: ignore[untyped-decorator]
def route53profiles() -> Service:
    """Return Route 53 Profiles; LocalStack calls this on its first use."""
    from localstack.services.plugins import Service

    from privatelink_localstack.adapters.route53profiles.provider import ProfilesProvider, dispatch_table
    from privatelink_localstack.wiring import emulation

    return Service.for_provider(ProfilesProvider(), dispatch_table_factory=partial(dispatch_table, emulation()))


@aws_provider()  # type: ignore[untyped-decorator]
def ram() -> Service:
    """Return Resource Access Manager; LocalStack calls this on its first use."""
    from localstack.services.plugins import Service

    from privatelink_localstack.adapters.ram.provider import RamProvider, dispatch_table
    from privatelink_localstack.wiring import emulation

    return Service.for_provider(RamProvider(), dispatch_table_factory=partial(dispatch_table, emulation()))


@aws_provider()  # type: ignore[untyped-decorator]
def organizations() -> Service:
    """Return Organizations; LocalStack calls this on its first use."""
    from localstack.services.plugins import Service

    from privatelink_localstack.adapters.organizations.provider import OrganizationsProvider, dispatch_table
    from privatelink_localstack.wiring import emulation

    return Service.for_provider(OrganizationsProvider(), dispatch_table_factory=partial(dispatch_table, emulation()))


@aws_provider()  # type: ignore[untyped-decorator]
def directconnect() -> Service:
    """Return Direct Connect; LocalStack calls this on its first use."""
    from localstack.services.plugins import Service

    from privatelink_localstack.adapters.direct_connect.provider import DirectConnectProvider, dispatch_table
    from privatelink_localstack.wiring import emulation

    provider = DirectConnectProvider()
    return Service.for_provider(provider, dispatch_table_factory=partial(dispatch_table, emulation()))


def _is_selected() -> bool:
    """Return whether the emulation answers EC2; LocalStack without it is left as it is."""
    from localstack import config

    return bool(config.SERVICE_PROVIDER_CONFIG.get_provider("ec2") == "privatelink")


@hooks.on_infra_start()  # type: ignore[untyped-decorator]
def select_services() -> None:
    """Choose this package's other services wherever its EC2 is chosen.

    Private hosted zones of Route 53 share names with endpoints, CloudFormation creates both, and CloudWatch has the
    alarms on them.
    """
    from localstack.config import LAMBDA_RUNTIME_EXECUTOR, SERVICE_PROVIDER_CONFIG

    if SERVICE_PROVIDER_CONFIG.get_provider("ec2") == "privatelink":
        services = ["cloudformation", "cloudwatch", "route53", "route53resolver"]
        if LAMBDA_RUNTIME_EXECUTOR == "process":
            services.append("lambda")
        SERVICE_PROVIDER_CONFIG.bulk_set_provider_if_not_exists(services, "privatelink")


@hooks.on_infra_start()  # type: ignore[untyped-decorator]
def register_routes() -> None:
    """Add the HTTP API to LocalStack's own at its start, and the newer API models to its models; follow runs.

    Keep the data plane.
    """
    from localstack.services.internal import get_internal_apis

    from privatelink_localstack.adapters import service_models
    from privatelink_localstack.adapters.runs import follow
    from privatelink_localstack.api.routes import add_routes
    from privatelink_localstack.kernel.runs import Runs
    from privatelink_localstack.traffic.current import current
    from privatelink_localstack.wiring import emulation

    service_models.install()
    runs = Runs()
    follow(runs)
    _keep_data_plane()
    _judge_requests()
    add_routes(get_internal_apis(), emulation, runs, current)


@hooks.on_infra_start(should_load=_is_selected)  # type: ignore[untyped-decorator]
def answer_in_every_partition() -> None:
    """Make LocalStack answer in the Regions of every partition."""
    from privatelink_localstack.adapters import regions

    regions.answer_in_every_partition()


def _judge_requests() -> None:
    """Judge the requests that come through the data plane. What that needs is loaded by the first of them."""
    import sys
    from functools import cache
    from typing import Any

    from localstack.aws import handlers

    @cache
    def policies() -> Any:
        from privatelink_localstack.adapters.authorization.handler import EndpointPolicies
        from privatelink_localstack.traffic.origins import origin_of
        from privatelink_localstack.wiring import emulation

        return EndpointPolicies(emulation(), origin_of)

    def judge(chain: Any, context: Any, response: Any) -> None:
        address = str(context.request.remote_addr)
        if address.startswith("127.") and (address != "127.0.0.1" or sys.platform != "linux"):
            policies()(chain, context, response)

    handlers.serve_custom_service_request_handlers.append(judge)


def _keep_data_plane() -> None:
    """Tell the data plane each change, from its first use on; with the setting `on`, start it now. Wait for nothing."""
    import os
    from pathlib import Path

    from localstack.runtime.shutdown import SHUTDOWN_HANDLERS

    from privatelink_localstack.adapters.traffic.calls import follow
    from privatelink_localstack.dataplane.capabilities import probe
    from privatelink_localstack.dataplane.client import Client
    from privatelink_localstack.runtime.traffic import SOCKET_VARIABLE, Traffic
    from privatelink_localstack.traffic.current import end, keep
    from privatelink_localstack.traffic.keeper import Keeper, Reading
    from privatelink_localstack.traffic.recorder import record

    def read() -> Reading:
        from privatelink_localstack.wiring import traffic

        return traffic()

    def attend(client: Client) -> None:
        from privatelink_localstack.wiring import meter

        record(client, meter())

    socket = os.environ.get(SOCKET_VARIABLE)
    if socket and _is_selected():
        setting = Traffic.read(os.environ)
        keeper = keep(Keeper(setting, Path(socket), read, probe, attend))
        follow(keeper.changed)
        SHUTDOWN_HANDLERS.register(end)
        if setting is Traffic.ON:
            keeper.start()
