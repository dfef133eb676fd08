"""What pages may load, and who may keep or show them: by address, for every answer that is given below it.

The admin theme evaluates expressions and sets styles, the floor's camera compiles its reader; no other page may.
"""

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE, WASM_UNSAFE_EVAL
from django.http import HttpRequest, HttpResponse

WIDER_BELOW = {
    "/admin/": {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]},
    # WebAssembly alone: it compiles what comes from our own address, and evaluates no text.
    "/warehouse/": {"script-src": [SELF, WASM_UNSAFE_EVAL]},
}
# The customer's pages: their address is the key to them, so it goes nowhere, and nothing keeps what they show.
PRIVATE_BELOW = ("/o/", "/mail/")
# Paper alone: our own style sheet and pictures, our own forms; no script, no frame, no font from anywhere.
PRIVATE_POLICY = {
    "default-src": [NONE],
    "script-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [NONE],
    "connect-src": [NONE],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
PRIVATE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class WiderPolicyMiddleware:
    """Widens the content policy below these addresses alone; stands right after the CSP middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for prefix, wider in WIDER_BELOW.items():
            if request.path.startswith(prefix):
                response._csp_replace = {**wider, **getattr(response, "_csp_replace", {})}  # type: ignore[attr-defined]
        return response


class PrivatePagesMiddleware:
    """Every answer below the customer's address is private, errors and refusals of others among them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(PRIVATE_BELOW):
            for name, value in PRIVATE_HEADERS.items():
                response[name] = value
            response._csp_replace = PRIVATE_POLICY  # type: ignore[attr-defined]
        return response
