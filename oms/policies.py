"""The admin theme evaluates expressions and sets styles, the floor's camera compiles its reader; no other page may."""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE, WASM_UNSAFE_EVAL
from django.http import HttpRequest, HttpResponse

WIDER_BELOW = {
    "/admin/": {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]},
    # WebAssembly alone: it compiles what comes from our own address, and evaluates no text.
    "/warehouse/": {"script-src": [SELF, WASM_UNSAFE_EVAL]},
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
