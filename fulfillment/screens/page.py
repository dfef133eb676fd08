"""The frame of every floor screen: signed in, at home in this warehouse, errors as words."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import Actor
from fulfillment.selectors.access import warehouses_of
from inventory.models import Warehouse

SECTIONS = (("today", "Today"), ("release", "Release"), ("pick", "Pick"), ("pack", "Pack"))


@dataclass(frozen=True)
class Floor:
    """A request of somebody who works in ``warehouse``."""

    request: HttpRequest
    warehouse: Warehouse
    actor: Actor

    def show(self, template: str, *, section: str, status: int = 200, **context: Any) -> HttpResponse:
        frame = {"warehouse": self.warehouse, "section": section, "sections": self._sections(), "scan_id": uuid4().hex}
        return render(self.request, f"warehouse/{template}", {**frame, **context}, status=status)

    def go(self, name: str, *arguments: Any) -> HttpResponse:
        return redirect(f"warehouse:{name}", self.warehouse.code, *arguments)

    def _sections(self) -> list[tuple[str, str, str]]:
        sections = [*SECTIONS, ("counter", "Counter")] if self.warehouse.has_counter else SECTIONS
        own = [(name, title, reverse(f"warehouse:{name}", args=[self.warehouse.code])) for name, title in sections]
        handover = link_above("shipping:handover", self.warehouse.code)
        stock = ("stock", "Stock", reverse("stock:home", args=[self.warehouse.code]))
        return [*own, ("handover", "Hand over", handover), stock] if handover else [*own, stock]


def on_the_floor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of one warehouse, for its own people; to all others the address does not exist."""

    @login_required
    @wraps(view)
    def show(request: HttpRequest, *, code: str, **arguments: Any) -> HttpResponse:
        user = request.user
        assert isinstance(user, User)
        warehouse = warehouses_of(user).filter(code=code).first()
        if warehouse is None:
            raise Http404("No such warehouse, or you are not one of its people.")
        return view(Floor(request, warehouse, actor_of(user)), **arguments)

    return show


def link_above(name: str, *arguments: Any) -> str:
    """The address of a page of an upper floor, by name alone; empty where there is none."""
    for given in (arguments, ()):
        try:
            return reverse(name, args=given)
        except NoReverseMatch:
            continue
    return ""


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the only warehouse of a user, else a choice."""
    user = request.user
    assert isinstance(user, User)
    warehouses = list(warehouses_of(user))
    if len(warehouses) == 1:
        return redirect("warehouse:today", warehouses[0].code)
    return render(request, "warehouse/choose.html", {"warehouses": warehouses})
