from orders.models.allocation import Allocation, Backorder
from orders.models.attachment import Attachment
from orders.models.change import OrderChange, OrderChangeAction
from orders.models.choice import Answer, DelayChoice
from orders.models.hold import HoldBlock, HoldKind, OrderHold, ReleaseCondition
from orders.models.inbox import ChannelNotice, ChannelSource, NoticeState
from orders.models.kit import OrderKit
from orders.models.line import OrderLine
from orders.models.money import CREDIT_TENDERS, ChargeKind, OrderCharge, OrderDiscount, OrderTender, TenderKind
from orders.models.note import OrderNote
from orders.models.order import Order
from orders.models.photo import CustomerPhoto, PhotoOf
from orders.models.promise import Promise, PromiseCause
from orders.models.review import ReviewKind, ReviewRule, ReviewScope
from orders.models.search import OrderSearch
from orders.models.sourcing import SourcingDecision, SourcingRule, Strategy
from orders.models.trial import SourcingTrial, TrialOrder, TrialState
from orders.models.view import SavedView
from orders.models.voucher import Voucher, VoucherKind, VoucherRedemption

__all__ = [
    "CREDIT_TENDERS",
    "Allocation",
    "Answer",
    "Attachment",
    "Backorder",
    "ChannelNotice",
    "ChannelSource",
    "ChargeKind",
    "CustomerPhoto",
    "DelayChoice",
    "HoldBlock",
    "HoldKind",
    "NoticeState",
    "Order",
    "OrderChange",
    "OrderChangeAction",
    "OrderCharge",
    "OrderDiscount",
    "OrderHold",
    "OrderKit",
    "OrderLine",
    "OrderNote",
    "OrderSearch",
    "OrderTender",
    "PhotoOf",
    "Promise",
    "PromiseCause",
    "ReleaseCondition",
    "ReviewKind",
    "ReviewRule",
    "ReviewScope",
    "SavedView",
    "SourcingDecision",
    "SourcingRule",
    "SourcingTrial",
    "Strategy",
    "TenderKind",
    "TrialOrder",
    "TrialState",
    "Voucher",
    "VoucherKind",
    "VoucherRedemption",
]
