"""EC2's calls about endpoint services, their connections and notifications."""

from __future__ import annotations

from typing import Any

from localstack.aws.api import RequestContext

from privatelink_localstack.adapters.ec2 import answers, requests
from privatelink_localstack.adapters.ec2.call import ec2_call, scope_of
from privatelink_localstack.adapters.ec2.network import network_of
from privatelink_localstack.kernel.scope import Scope
from privatelink_localstack.privatelink.notifications import manage
from privatelink_localstack.privatelink.services import connections, permissions, visibility
from privatelink_localstack.privatelink.services import manage as services
from privatelink_localstack.privatelink.services.model import EndpointService
from privatelink_localstack.wiring import plane

Request = dict[str, Any]
Answer = dict[str, Any]


def _service(made: EndpointService, scope: Scope) -> Answer:
    return answers.service(made, visibility.zones_of(plane(), made), network_of(scope))


class ServiceCalls:
    """Each handler is the EC2 call of its name."""

    @ec2_call("CreateVpcEndpointServiceConfiguration")
    def create_vpc_endpoint_service_configuration(self, context: RequestContext, request: Request) -> Answer:
        """Make a service."""
        scope = scope_of(context)
        made = services.create_service(plane(), scope, requests.create_service(request))
        return answers.with_token({"ServiceConfiguration": _service(made, scope)}, request)

    @ec2_call("ModifyVpcEndpointServiceConfiguration")
    def modify_vpc_endpoint_service_configuration(self, context: RequestContext, request: Request) -> Answer:
        """Change a service."""
        services.modify_service(plane(), scope_of(context), requests.modify_service(request))
        return {"Return": True}

    @ec2_call("DeleteVpcEndpointServiceConfigurations")
    def delete_vpc_endpoint_service_configurations(self, context: RequestContext, request: Request) -> Answer:
        """Delete services."""
        return answers.unsuccessful(
            services.delete_services(
                plane(), scope_of(context), requests.strings(request, "ServiceIds"), dry_run=requests.dry_run(request)
            )
        )

    @ec2_call("DescribeVpcEndpointServiceConfigurations")
    def describe_vpc_endpoint_service_configurations(self, context: RequestContext, request: Request) -> Answer:
        """List the services that the account owns."""
        scope = scope_of(context)
        found = services.describe_own_services(
            plane(),
            scope,
            requests.strings(request, "ServiceIds"),
            requests.filters(request),
            **requests.paging(request),
        )
        return answers.page_of(
            "ServiceConfigurations", [_service(each, scope) for each in found.items], found.next_token
        )

    @ec2_call("StartVpcEndpointServicePrivateDnsVerification")
    def start_vpc_endpoint_service_private_dns_verification(self, context: RequestContext, request: Request) -> Answer:
        """Verify a service's private DNS name."""
        services.start_verification(plane(), scope_of(context), request["ServiceId"], dry_run=requests.dry_run(request))
        return {"ReturnValue": True}

    @ec2_call("ModifyVpcEndpointServicePermissions")
    def modify_vpc_endpoint_service_permissions(self, context: RequestContext, request: Request) -> Answer:
        """Change who may connect."""
        service_id = request["ServiceId"]
        added = permissions.modify_permissions(
            plane(),
            scope_of(context),
            service_id,
            add=requests.strings(request, "AddAllowedPrincipals"),
            remove=requests.strings(request, "RemoveAllowedPrincipals"),
            dry_run=requests.dry_run(request),
        )
        return {"AddedPrincipals": [answers.permission(each, service_id) for each in added], "ReturnValue": True}

    @ec2_call("DescribeVpcEndpointServicePermissions")
    def describe_vpc_endpoint_service_permissions(self, context: RequestContext, request: Request) -> Answer:
        """List who may connect."""
        scope = scope_of(context)
        service_id = request["ServiceId"]
        found = permissions.describe_permissions(
            plane(), scope, service_id, requests.filters(request), **requests.paging(request)
        )
        network = network_of(scope)
        allowed = [answers.permission(each, service_id, network.tags(each.id)) for each in found.items]
        return answers.page_of("AllowedPrincipals", allowed, found.next_token)

    @ec2_call("ModifyVpcEndpointServicePayerResponsibility")
    def modify_vpc_endpoint_service_payer_responsibility(self, context: RequestContext, request: Request) -> Answer:
        """Let the service's owner pay."""
        services.set_payer(
            plane(),
            scope_of(context),
            request["ServiceId"],
            request["PayerResponsibility"],
            dry_run=requests.dry_run(request),
        )
        return {"ReturnValue": True}

    @ec2_call("DescribeVpcEndpointConnections")
    def describe_vpc_endpoint_connections(self, context: RequestContext, request: Request) -> Answer:
        """List the connections to the account's services."""
        scope = scope_of(context)
        found = connections.describe_connections(plane(), scope, requests.filters(request), **requests.paging(request))
        network = network_of(scope)
        items = [answers.connection(each, network.tags(each.connection_id)) for each in found.items]
        return answers.page_of("VpcEndpointConnections", items, found.next_token)

    @ec2_call("AcceptVpcEndpointConnections")
    def accept_vpc_endpoint_connections(self, context: RequestContext, request: Request) -> Answer:
        """Accept connections."""
        return answers.unsuccessful(
            connections.accept_connections(
                plane(),
                scope_of(context),
                request["ServiceId"],
                requests.strings(request, "VpcEndpointIds"),
                dry_run=requests.dry_run(request),
            )
        )

    @ec2_call("RejectVpcEndpointConnections")
    def reject_vpc_endpoint_connections(self, context: RequestContext, request: Request) -> Answer:
        """Reject connections."""
        return answers.unsuccessful(
            connections.reject_connections(
                plane(),
                scope_of(context),
                request["ServiceId"],
                requests.strings(request, "VpcEndpointIds"),
                dry_run=requests.dry_run(request),
            )
        )

    @ec2_call("CreateVpcEndpointConnectionNotification")
    def create_vpc_endpoint_connection_notification(self, context: RequestContext, request: Request) -> Answer:
        """Make a notification."""
        made = manage.create_notification(
            plane(),
            scope_of(context),
            service_id=request.get("ServiceId"),
            endpoint_id=request.get("VpcEndpointId"),
            topic=request["ConnectionNotificationArn"],
            events=requests.strings(request, "ConnectionEvents"),
            token=requests.token(request),
            dry_run=requests.dry_run(request),
        )
        return answers.with_token({"ConnectionNotification": answers.notification(made)}, request)

    @ec2_call("ModifyVpcEndpointConnectionNotification")
    def modify_vpc_endpoint_connection_notification(self, context: RequestContext, request: Request) -> Answer:
        """Change a notification."""
        manage.modify_notification(
            plane(),
            scope_of(context),
            request["ConnectionNotificationId"],
            topic=request.get("ConnectionNotificationArn"),
            events=requests.strings(request, "ConnectionEvents") or None,
            dry_run=requests.dry_run(request),
        )
        return {"ReturnValue": True}

    @ec2_call("DeleteVpcEndpointConnectionNotifications")
    def delete_vpc_endpoint_connection_notifications(self, context: RequestContext, request: Request) -> Answer:
        """Delete notifications."""
        return answers.unsuccessful(
            manage.delete_notifications(
                plane(),
                scope_of(context),
                requests.strings(request, "ConnectionNotificationIds"),
                dry_run=requests.dry_run(request),
            )
        )

    @ec2_call("DescribeVpcEndpointConnectionNotifications")
    def describe_vpc_endpoint_connection_notifications(self, context: RequestContext, request: Request) -> Answer:
        """List notifications."""
        found = manage.describe_notifications(
            plane(),
            scope_of(context),
            request.get("ConnectionNotificationId"),
            requests.filters(request),
            **requests.paging(request),
        )
        items = [answers.notification(each) for each in found.items]
        return answers.page_of("ConnectionNotificationSet", items, found.next_token)
