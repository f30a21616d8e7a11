"""The VPN gateways and transit gateways that EC2 has, for associations."""

from __future__ import annotations

from privatelink_localstack.adapters.dispatch import Call
from privatelink_localstack.adapters.ec2.vpn import transit_gateways
from privatelink_localstack.adapters.ec2.vpn.context import vpn_of
from privatelink_localstack.direct_connect.errors import no_associated
from privatelink_localstack.direct_connect.model import TRANSIT_GATEWAY, VPN_GATEWAY, Associated, Found
from privatelink_localstack.kernel.errors import AwsError
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.vpn.gateways import is_live


def find(call: Call, gateway_id: str, account: str) -> Found:
    """Return an account's gateway in the Region of the call: that of another Region is unknown there (observed).

    Raises:
        AwsError: the account has none.
    """
    scope = Scope(account, call.scope.region)
    if gateway_id.startswith("tgw-"):
        try:
            asn = transit_gateways.amazon_asn(call.emulation.transit_gateways, scope, gateway_id)
        except AwsError:
            raise no_associated(gateway_id) from None
        return Found(Associated(gateway_id, TRANSIT_GATEWAY, account, scope.region), asn)
    vpn = vpn_of(call, scope)
    gateway = vpn.store.gateways.get(gateway_id)
    if gateway is None or not is_live(gateway):
        raise no_associated(gateway_id)
    vpc = vpn.network.vpc(gateway.vpc_id) if gateway.is_attached and gateway.vpc_id else None
    return Found(Associated(gateway_id, VPN_GATEWAY, account, scope.region), gateway.asn, vpc.cidrs if vpc else None)


def virtual_gateways(call: Call) -> list[dict[str, str]]:
    """Return the VPN gateways of the call's scope, as Direct Connect describes them."""
    found = vpn_of(call).store.gateways.values()
    return [{"virtualGatewayId": each.id, "virtualGatewayState": each.state} for each in found]
