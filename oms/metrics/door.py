"""Who may read the figures: who shows the token, or calls directly from a network that is named."""

from hmac import compare_digest
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def may_read(request: HttpRequest) -> bool:
    """False while no switch is set: the figures are never open by default."""
    return shows_token(request) or is_near(request)


def shows_token(request: HttpRequest) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN
    return bool(token) and scheme.lower() == "bearer" and compare_digest(given.strip().encode(), token.encode())


def is_near(request: HttpRequest) -> bool:
    """Whether the caller's own address is in a named network; who comes through a proxy never is, whatever it says."""
    if not settings.METRICS_NETWORKS or "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        caller = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(caller in ip_network(network, strict=False) for network in settings.METRICS_NETWORKS)
