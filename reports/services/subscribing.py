"""Subscribe to a saved view, change when it comes, and end it."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from accounts.selectors import actor_of
from core.actors import ensure_may
from core.errors import InvalidInput, NotFound
from core.service import service
from orders.models import SavedView
from orders.selectors.views import visible
from reports.exports.choosing import RIGHT, choose_columns
from reports.lists import list_named
from reports.models import Subscription
from reports.models.subscription import LAST_DAY, LAST_HOUR, LAST_WEEKDAY
from reports.schedule import Clock, zone_of
from reports.statuses import Rhythm


@dataclass(frozen=True, kw_only=True)
class Timing:
    """When a subscription comes: the hour in the person's zone, the weekday (0 is Monday) or the day of the month."""

    rhythm: str
    hour: int = 7
    weekday: int = 0
    day: int = 1

    def check(self) -> None:
        """Raises InvalidInput naming the field."""
        if self.rhythm not in Rhythm.values:
            raise InvalidInput("Choose how often it is to come.", field="rhythm")
        for name, least, most in (("hour", 0, LAST_HOUR), ("weekday", 0, LAST_WEEKDAY), ("day", 1, LAST_DAY)):
            if not least <= getattr(self, name) <= most:
                raise InvalidInput(f"The {name} is between {least} and {most}.", field=name)


def clock_of(subscription: Subscription, user: User) -> Clock:
    return Clock(
        rhythm=subscription.rhythm, hour=subscription.hour, weekday=subscription.weekday, day=subscription.day,
        zone=zone_of(user),
    )  # fmt: skip


@service
def subscribe(*, view_id: int, timing: Timing, user: User) -> Subscription:
    """The person's subscription to a view they may open; one that exists comes by ``timing`` from now on.

    Raises NotFound, NotPermitted without the right to the list or its files, and InvalidInput.
    """
    timing.check()
    ensure_may(actor_of(user), RIGHT)
    # The view's row is held: pressed twice, the second waits for the first.
    view = SavedView.objects.select_for_update(no_key=True).filter(pk__in=visible(user.pk).filter(pk=view_id)).first()
    if view is None:
        raise NotFound("There is no such view for you to subscribe to.", view_id=view_id)
    choose_columns(list_named(view.list_name), view.columns, actor_of(user))
    subscription = Subscription.objects.select_for_update(no_key=True).filter(user=user, view=view).first()
    subscription = subscription or Subscription(user=user, view=view)
    return _set(subscription, timing, user)


@service
def pause_subscription(*, subscription_id: int, user: User) -> Subscription:
    """It does not come until it is switched on again. Raises NotFound."""
    subscription = _own(subscription_id, user)
    subscription.next_at = None
    subscription.save(update_fields=["next_at"])
    return subscription


@service
def resume_subscription(*, subscription_id: int, user: User) -> Subscription:
    """It comes again, from the next time on. Raises NotFound."""
    subscription = _own(subscription_id, user)
    subscription.next_at = clock_of(subscription, user).next_after(timezone.now())
    subscription.save(update_fields=["next_at"])
    return subscription


@service
def unsubscribe(*, subscription_id: int, user: User) -> SavedView:
    """The view that does not come any more; files made of it stay until their time is over. Raises NotFound."""
    subscription = _own(subscription_id, user)
    view = subscription.view
    subscription.delete()
    return view


def _set(subscription: Subscription, timing: Timing, user: User) -> Subscription:
    subscription.rhythm, subscription.hour = timing.rhythm, timing.hour
    subscription.weekday, subscription.day = timing.weekday, timing.day
    subscription.next_at = clock_of(subscription, user).next_after(timezone.now())
    subscription.save()
    return subscription


def _own(subscription_id: int, user: User) -> Subscription:
    mine = Subscription.objects.select_for_update(of=("self",)).filter(pk=subscription_id, user=user)
    subscription = mine.select_related("view").first()
    if subscription is None:
        raise NotFound("There is no such subscription of yours.", subscription_id=subscription_id)
    return subscription
