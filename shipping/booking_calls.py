"""The call that sends for a truck, made at most once: by key where the carrier knows keys, else by what we wrote down.

Called by an effect with no lock held.
"""

from core import faults
from core.errors import Misconfigured, OutcomeUnknown, Unavailable
from shipping.carriers.contract import CarrierRefused
from shipping.models import PickupBooking
from shipping.selectors.accounts import carrier_of, ensure_practice_stays_home
from shipping.selectors.pickups import pickup_wish
from shipping.services import booking as bookings
from shipping.statuses import BookingState

UNANSWERED = "The wish was sent and no answer was written down. Look in the carrier's portal before another."


def send_for_truck(booking_id: int) -> None:
    """Book what is asked for and write down what came of it.

    Raises Unavailable and Misconfigured, and OutcomeUnknown where booking again under the same key is safe.
    """
    booking = PickupBooking.objects.select_related("account", "warehouse").get(pk=booking_id)
    if booking.state != BookingState.REQUESTED:
        return
    ensure_practice_stays_home(booking.warehouse, booking.account)
    carrier = carrier_of(booking.account)
    is_first = bookings.record_pickup_sent(booking_id=booking_id)
    if not is_first and not carrier.books_once:
        bookings.record_booking_unknown(booking_id=booking_id, words=UNANSWERED)
        return
    faults.hit("pickup.before_call")
    try:
        number = carrier.book_pickup(pickup_wish(booking), key=str(booking.request_key))
    except CarrierRefused as error:
        bookings.record_booking_failed(booking_id=booking_id, words=error.message)
        return
    except (Unavailable, Misconfigured):
        bookings.record_pickup_not_sent(booking_id=booking_id)
        raise
    except OutcomeUnknown as error:
        if carrier.books_once:
            raise
        bookings.record_booking_unknown(booking_id=booking_id, words=error.message)
        return
    faults.hit("pickup.after_call")
    bookings.record_booked(booking_id=booking_id, confirmation=number)


def call_off_truck(booking_id: int) -> None:
    """Tell the carrier not to come; telling twice is telling once. Raises as the carrier does, but for its no."""
    booking = PickupBooking.objects.select_related("account", "warehouse").get(pk=booking_id)
    if booking.state != BookingState.BOOKED or booking.cancel_requested_at is None:
        return
    try:
        carrier_of(booking.account).cancel_pickup(
            booking.confirmation, pickup_wish(booking), key=f"cancel-{booking.request_key}"
        )
    except CarrierRefused as error:
        bookings.record_cancel_refused(booking_id=booking_id, words=error.message)
        return
    bookings.record_pickup_canceled(booking_id=booking_id)
