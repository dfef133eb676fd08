from core.admin.filters import fixed_filter
from orders.admin.choices import LateFilter
from orders.statuses import DisplayStatus, FulfillmentStatus, Intake, OrderState, PaymentStatus, ReturnStatus

ORDER_FILTERS = [
    fixed_filter("display_status", "status", DisplayStatus.choices),
    "channel",
    fixed_filter("state", "commitment", OrderState.choices),
    fixed_filter("payment_status", "payment", PaymentStatus.choices),
    fixed_filter("fulfillment_status", "fulfillment", FulfillmentStatus.choices),
    fixed_filter("return_status", "return", ReturnStatus.choices),
    fixed_filter("intake", "way in", Intake.choices),
    "is_on_hold",
    LateFilter,
]
