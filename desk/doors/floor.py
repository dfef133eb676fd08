"""The screens of a warehouse: they exist for its people alone, and each act asks for its own right."""

from desk.doors.rows import Page, Reach, Way

PICK, PACK, RELEASE = "fulfillment.pick_task", "fulfillment.pack_parcel", "fulfillment.release_work"
LEAD, PUT_BACK, HAND_OUT = "fulfillment.lead_floor", "fulfillment.put_back", "fulfillment.hand_out"
PRINT, RECEIVE, MOVE, COUNT = (
    "fulfillment.view_parcel", "inventory.receive_supply", "inventory.move_stock", "inventory.count_stock",
)  # fmt: skip
TRUCK, PICKUP, LABEL = "shipping.close_manifest", "shipping.book_pickup", "shipping.buy_label"
TAKE_BACK, INSPECT = "returns.receive_return", "returns.inspect_return"


def look(address: str, words: str, *rights: str) -> Page:
    return Page(address=address, words=words, rights=rights, reach=Reach.MEMBERS)


def act(address: str, words: str, *rights: str, **sent: str) -> Page:
    return Page(address=address, words=words, rights=rights, reach=Reach.MEMBERS, way=Way.ACT, sent=sent)


FLOOR = (
    Page(address="warehouse:home", words="Choose a warehouse: one's own alone"),
    look("warehouse:today", "Today"),
    act("warehouse:put_back", "Today: put back what was canceled", PUT_BACK),
    look("warehouse:release", "Release"),
    act("warehouse:release", "Release: the next", RELEASE, next="1"),
    look("warehouse:works", "Work in a list"),
    look("warehouse:waves", "Waves", LEAD),
    act("warehouse:waves", "Waves: plan one", LEAD),
    look("warehouse:wave", "A wave", LEAD),
    act("warehouse:wave_act", "A wave: release or cancel", LEAD),
    look("warehouse:capacity", "Capacity of the floor", LEAD),
    look("warehouse:batch", "A batch"),
    act("warehouse:batch_back", "A batch: take back", RELEASE),
    act("warehouse:batch_out", "A batch: take an order out", RELEASE),
    look("warehouse:pick", "Pick"),
    act("warehouse:pick", "Pick: start the next task", PICK),
    look("warehouse:task", "A task"),
    act("warehouse:task", "A task: scan", PICK, code="nothing"),
    act("warehouse:task_act", "A task: take, skip, undo", PICK),
    look("warehouse:short", "A task: it is not there"),
    act("warehouse:short", "A task: tell that it is not there", PICK, reason="not_there", quantity="1"),
    look("warehouse:pack", "Pack"),
    look("warehouse:bench", "The packing bench"),
    act("warehouse:bench", "The packing bench: open a parcel", PACK, start="1"),
    act("warehouse:close", "The packing bench: close the parcel", PACK, packaging="small", weight="500"),
    act("warehouse:parcel_act", "The packing bench: undo, open again, take apart", PACK),
    act("warehouse:take_photo", "The packing bench: keep a photo", PACK),
    look("warehouse:photo", "A packer's photo"),
    look("warehouse:counter", "Counter"),
    look("warehouse:hand_out", "Counter: an order"),
    act("warehouse:hand_out", "Counter: hand out with the code", HAND_OUT, code="000000", collected_by="Ada"),
    act("warehouse:pickup_act", "Counter: keep longer, a new code", HAND_OUT),
    act("warehouse:pick_list", "Print a pick list", PRINT),
    act("warehouse:packing_slip", "Print a packing slip", PRINT),
    look("shipping:handover", "Hand over"),
    act("shipping:handover", "Hand over: open a truck", TRUCK),
    look("shipping:scan", "Hand over: a truck"),
    act("shipping:scan", "Hand over: scan a parcel", TRUCK, code="nothing"),
    act("shipping:take_off", "Hand over: take a parcel off", TRUCK),
    act("shipping:close", "Hand over: close the truck", TRUCK),
    act("shipping:book_pickup", "Book a pickup", PICKUP),
    act("shipping:cancel_pickup", "Cancel a pickup", PICKUP),
    act("shipping:retry_label", "Ask for a label again", LABEL),
    look("stock:home", "Stock work"),
    look("stock:receive", "Receive"),
    look("stock:arrival", "Receive: a supply"),
    act("stock:arrival", "Receive: scan", RECEIVE, code="SKU-1", quantity="1"),
    look("stock:finish", "Receive: what would be booked"),
    act("stock:finish", "Receive: book", RECEIVE),
    act("stock:arrival_act", "Receive: undo, start over", RECEIVE),
    look("stock:put_away", "Put away"),
    look("stock:move", "Move"),
    look("stock:bin", "Move: what a bin holds"),
    look("stock:replenish", "Fill pick bins"),
    look("stock:carry", "Carry goods to a bin"),
    act("stock:carry", "Carry goods: put them there", MOVE, code="nothing", quantity="1"),
    look("stock:count", "Count"),
    act("stock:look", "Count: a bin is empty", COUNT),
    look("stock:count_bin", "Count: a bin"),
    act("stock:count_bin", "Count: enter what is there", COUNT),
    act("stock:count_decide", "Count: decide about a difference", "inventory.approve_count"),
    look("returns:dock", "Returns"),
    act("returns:open", "Returns: open a box", TAKE_BACK),
    look("returns:box", "Returns: a box"),
    act("returns:box", "Returns: scan", TAKE_BACK, code="nothing"),
    look("returns:finish", "Returns: what would be booked"),
    act("returns:finish", "Returns: book", TAKE_BACK),
    act("returns:box_act", "Returns: undo, give up", TAKE_BACK),
    look("returns:photo", "A picture of returned goods"),
    look("returns:inspect", "Inspect"),
    act("returns:inspect", "Inspect: judge", INSPECT),
    act("returns:take_photo", "Inspect: keep a photo", INSPECT),
)  # fmt: skip
