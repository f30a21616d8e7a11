"""Any sequence of calls by two accounts leaves the control plane consistent."""

from __future__ import annotations

from collections import Counter
from ipaddress import ip_address

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.network import Vpc
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.endpoints import create, delete, modify, states
from privatelink_localstack.privatelink.endpoints.model import CreateEndpoint, ModifyEndpoint, SubnetChoice
from privatelink_localstack.privatelink.services import connections, manage, permissions, principals
from privatelink_localstack.privatelink.services.model import CreateService, EndpointService, ModifyService
from tests.support.world import World

ACCOUNTS = [Scope("111111111111", "us-east-1"), Scope("222222222222", "us-east-1")]
ROOTS = {scope.account: f"arn:aws:iam::{scope.account}:root" for scope in ACCOUNTS}

scopes = st.sampled_from(ACCOUNTS)


class Calls(RuleBasedStateMachine):
    """Two accounts, a VPC each with a small subnet in every zone, and calls in any order."""

    endpoints = Bundle("endpoints")
    gateways = Bundle("gateways")
    manage = Bundle("services")

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.vpcs: dict[Scope, Vpc] = {}
        self.subnets: dict[Scope, dict[str, str]] = {}
        self.tables: dict[Scope, list[str]] = {}
        self.accepted: set[str] = set()
        self.permitted: set[str] = set()
        for scope in ACCOUNTS:
            network = self.world.network(scope)
            vpc = self.vpcs[scope] = network.add_vpc()
            self.subnets[scope] = {
                zone: network.add_subnet(vpc, zone, f"10.0.{number}.0/28").id for number, zone in enumerate("abc")
            }
            self.tables[scope] = [network.add_route_table(vpc) for _ in range(2)]

    @rule(target=manage, scope=scopes, zones=st.sampled_from(["a", "ab", "abc"]), acceptance=st.booleans())
    def create_service(self, scope: Scope, zones: str, acceptance: bool) -> str:  # noqa: FBT001 - Hypothesis's call
        arn = self.world.add_load_balancer(scope, zones)
        request = CreateService(network_load_balancers=(arn,), acceptance_required=acceptance)
        return manage.create_service(self.world.plane, scope, request).id

    @rule(service=manage, scope=scopes, allow=st.booleans())
    def change_permission(self, service: str, scope: Scope, allow: bool) -> None:  # noqa: FBT001 - as above
        record = self._usable(service)
        if record is not None:
            add, remove = ([ROOTS[scope.account]], []) if allow else ([], [ROOTS[scope.account]])
            permissions.modify_permissions(
                self.world.plane,
                Scope(record.account, record.region),
                service,
                add=add,
                remove=remove,
                dry_run=False,
            )

    @rule(service=manage, acceptance=st.booleans())
    def change_acceptance(self, service: str, acceptance: bool) -> None:  # noqa: FBT001 - as above
        record = self._usable(service)
        if record is not None:
            request = ModifyService(service, acceptance_required=acceptance)
            manage.modify_service(self.world.plane, Scope(record.account, record.region), request)

    @rule(target=endpoints, service=manage, scope=scopes, zones=st.sets(st.sampled_from("abc")))
    def create_endpoint(self, service: str, scope: Scope, zones: set[str]) -> object:
        record = self.world.plane.store.services.get(service)
        name = record.name if record else f"com.amazonaws.vpce.us-east-1.{service}"
        request = CreateEndpoint(
            vpc_id=self.vpcs[scope].id,
            service_name=name,
            type="Interface",
            subnets=tuple(SubnetChoice(self.subnets[scope][zone]) for zone in sorted(zones)),
        )
        try:
            endpoint = create.create_endpoint(self.world.plane, scope, request)
        except AwsError:
            return multiple()
        assert record is not None
        assert self._may_connect(service, scope)
        self.permitted.add(endpoint.id)
        if not record.acceptance_required:
            self.accepted.add(endpoint.id)
        return endpoint.id

    @rule(target=gateways, scope=scopes, table=st.integers(0, 1), service=st.sampled_from(["s3", "dynamodb"]))
    def create_gateway(self, scope: Scope, table: int, service: str) -> object:
        request = CreateEndpoint(
            vpc_id=self.vpcs[scope].id,
            service_name=f"com.amazonaws.us-east-1.{service}",
            route_tables=(self.tables[scope][table],),
        )
        try:
            return create.create_endpoint(self.world.plane, scope, request).id
        except AwsError:
            return multiple()

    @rule(endpoint=endpoints, add=st.sets(st.sampled_from("abc")), remove=st.sets(st.sampled_from("abc")))
    def move_endpoint(self, endpoint: str, add: set[str], remove: set[str]) -> None:
        record = self.world.plane.store.endpoints.get(endpoint)
        if record is None:
            return
        scope = Scope(record.account, record.region)
        subnets = self.subnets[scope]
        request = ModifyEndpoint(
            endpoint,
            add_subnets=tuple(subnets[zone] for zone in sorted(add)),
            remove_subnets=tuple(subnets[zone] for zone in sorted(remove)),
        )
        try:
            modify.modify_endpoint(self.world.plane, scope, request)
        except AwsError:
            # A refusal changes nothing.
            assert record == self.world.plane.store.endpoints[endpoint]

    @rule(endpoint=endpoints, accept=st.booleans())
    def decide(self, endpoint: str, accept: bool) -> None:  # noqa: FBT001 - as above
        record = self.world.plane.store.endpoints.get(endpoint)
        owner = self._usable(record.service_id or "") if record else None
        if owner is None:
            return
        decide = connections.accept_connections if accept else connections.reject_connections
        refusals = decide(self.world.plane, Scope(owner.account, owner.region), owner.id, [endpoint], dry_run=False)
        if not refusals:
            (self.accepted.add if accept else self.accepted.discard)(endpoint)

    @rule(endpoint=st.one_of(consumes(endpoints), consumes(gateways)))
    def delete_endpoint(self, endpoint: str) -> None:
        record = self.world.plane.store.endpoints.get(endpoint)
        if record is not None:
            scope = Scope(record.account, record.region)
            delete.delete_endpoints(self.world.plane, scope, (endpoint,), dry_run=False)

    @rule(service=manage)
    def delete_service(self, service: str) -> None:
        record = self.world.plane.store.services.get(service)
        if record is None:
            return
        live = any(each.state in states.LIVE for each in self.world.plane.store.endpoints_of(service))
        refusals = manage.delete_services(
            self.world.plane, Scope(record.account, record.region), [service], dry_run=False
        )
        assert live is bool(refusals)

    @rule(seconds=st.sampled_from([0.01, 0.1, 1.0]))
    def wait(self, seconds: float) -> None:
        self.world.wait(seconds)

    @invariant()
    def an_address_belongs_to_one_interface(self) -> None:
        for network in self.world.networks.values():
            taken = Counter((each.subnet_id, each.ipv4) for each in network.interfaces.values())
            assert set(taken.values()) <= {1}
            for subnet_id, address in taken:
                subnet = network.subnets[subnet_id]
                assert subnet.ipv4 is not None
                assert address is not None
                assert ip_address(address) in list(subnet.ipv4)[4:-1]

    @invariant()
    def interfaces_and_routes_are_those_of_the_endpoints(self) -> None:
        for scope, network in self.world.networks.items():
            endpoints = self.world.plane.store.endpoints_in(scope)
            assert set(network.interfaces) == {each.id for endpoint in endpoints for each in endpoint.interfaces}
            assert set(network.routes.values()) == {
                each.id for each in endpoints if each.route_tables and each.state not in states.ENDED
            }

    @invariant()
    def counts_and_indexes_match_the_records(self) -> None:
        store = self.world.plane.store
        endpoints = [each for each in store.endpoints.values() if each.state != states.DELETED]
        for endpoint_type in ("Interface", "Gateway"):
            for vpc_id in {each.vpc_id for each in endpoints}:
                number = sum(each.vpc_id == vpc_id and each.type == endpoint_type for each in endpoints)
                assert store.count(vpc_id, endpoint_type) == number
        for scope in self.world.networks:
            gateways = [each for each in store.endpoints_in(scope) if each.type == "Gateway"]
            assert store.gateways_in(scope) == gateways
            assert store.count(scope, "Gateway") == sum(each.state != states.DELETED for each in gateways)

    @invariant()
    def an_endpoint_is_once_in_a_zone(self) -> None:
        for endpoint in self.world.plane.store.endpoints.values():
            zones = [each.zone_id for each in endpoint.interfaces]
            assert len(zones) == len(set(zones))

    @invariant()
    def an_available_connection_was_permitted_and_accepted(self) -> None:
        for endpoint in self.world.plane.store.endpoints.values():
            if endpoint.service_id is not None and endpoint.state == states.AVAILABLE:
                assert endpoint.id in self.permitted
                assert endpoint.id in self.accepted

    @invariant()
    def a_live_connection_has_its_service(self) -> None:
        store = self.world.plane.store
        for endpoint in store.endpoints.values():
            if endpoint.service_id is not None and endpoint.state in states.LIVE:
                assert endpoint.service_id in store.services

    def teardown(self) -> None:
        """Delete all endpoints, and check that nothing is left."""
        store = self.world.plane.store
        for endpoint in list(store.endpoints.values()):
            scope = Scope(endpoint.account, endpoint.region)
            delete.delete_endpoints(self.world.plane, scope, (endpoint.id,), dry_run=False)
        for _ in range(3):
            self.world.wait()
        assert store.endpoints == {}
        for network in self.world.networks.values():
            assert (network.interfaces, network.routes) == ({}, {})

    def _usable(self, service: str) -> EndpointService | None:
        record = self.world.plane.store.services.get(service)
        return None if record is None or record.state == "Deleting" else record

    def _may_connect(self, service: str, scope: Scope) -> bool:
        record = self.world.plane.store.services[service]
        return record.account == scope.account or any(
            principals.admits(each.principal, scope.account) for each in record.permissions
        )


TestCalls = Calls.TestCase
TestCalls.settings = settings(max_examples=30, stateful_step_count=40)
