"""What the customer's forms and refusals say in English."""

from collections.abc import Mapping

ENGLISH_ASKING: Mapping[str, str] = {
    "language": "Language",
    "expired_title": "This link has expired",
    "expired_text": "Links to orders live for a limited time. Open the newest mail about your order, or ask for a new "
    "link here.",
    "revoked_title": "This link was taken back",
    "revoked_text": "A newer link was sent, or we closed this one for safety. Open the newest mail about your order, "
    "or ask for a new link here.",
    "erased_title": "This order was erased",
    "erased_text": "The data behind this link were erased, as its customer asked for. Nothing can be shown any more. "
    "If you need proof of the purchase, write to the shop with your invoice.",
    "missing_text": "Please copy the whole address from the mail: long addresses are sometimes cut in two. Or ask for "
    "a new link here.",
    "large_title": "That is too large",
    "large_text": "Together the pictures may have {most} MB. Nothing was sent: go back and choose fewer or "
    "smaller ones.",
    "find_title": "Find my order",
    "find_intro": "Type the number of your order and the e-mail address it was placed with. We mail you a link to it.",
    "find_number": "Order number",
    "find_number_hint": "It stands in every mail about the order, for example O-100042.",
    "find_email": "E-mail address",
    "find_send": "Mail me the link",
    "find_sent_title": "Look into your mail",
    "find_sent_text": "If we know an order with this number and this address, a mail with the link is on its way. It "
    "takes a few minutes at most; look among unwanted mail, too.",
    "find_again": "Try another number or address",
    "find_go": "Find my order",
    "error_number": "Type the number as it stands in the mail.",
    "error_email": "Type the e-mail address the order was placed with.",
    "photos": "Photos (optional)",
    "photos_hint": "Up to {most} pictures, {size} MB together: JPEG, PNG or WebP. Place and device are taken out of "
    "them before we keep them.",
    "photos_shown_one": "Your photo",
    "photos_shown_other": "Your {count} photos",
    "photo": "Photo {count}",
    "error_photo_unreadable": "“{name}” is no picture that can be read. Take it as JPEG, PNG or WebP.",
    "error_photo_damaged": "“{name}” is damaged. Take the picture again.",
    "error_photo_pixels": "“{name}” has too many points. Take a smaller picture.",
    "error_photo_bytes": "“{name}” is too large. Take a smaller picture.",
    "error_photo_refused": "“{name}” cannot be kept. Take a picture as JPEG, PNG or WebP.",
    "error_too_many_photos": "At most {most} pictures are taken at once or in a day. Send the best ones now and the "
    "rest tomorrow, or write to us.",
    "address_title": "Change the delivery address",
    "address_intro": "Possible until we start packing, within the same country. We look at the new address before it "
    "goes on.",
    "address_now": "So far it goes to {place}. Type the new address in full.",
    "address_name": "Name",
    "address_company": "Company (optional)",
    "address_line1": "Street and number",
    "address_line2": "Floor, apartment (optional)",
    "address_postal_code": "Postal code",
    "address_city": "City",
    "address_region": "State or region (if your addresses have one)",
    "address_country": "It stays in {country}.",
    "address_send": "Change the address",
    "told_address": "Thank you. It goes to the new address.",
    "error_address_move_refused": "It is too late: the goods are packed or on their way. Write to us and we ask the "
    "carrier.",
    "error_address": "Please fill in name, street, postal code and city.",
    "error_country": "It can only go to another address in the same country.",
    "error_region": "Tax is another there, so the order would have to be placed anew. Write to us and we find a way.",
    "rate_title": "Rate your order",
    "feedback_intro": "Half a minute that helps us and others. A person reads every word.",
    "feedback_rating": "The order as a whole",
    "feedback_lines": "What you got (optional)",
    "feedback_send": "Send the rating",
    "feedback_change": "Change the rating",
    "feedback_open": "Rate it",
    "feedback_given": "You rated this order {count} of 5. Thank you!",
    "feedback_line_given": "{name}: {count} of 5",
    "feedback_until": "You can change it until {date}.",
    "feedback_over": "The time to change it is over. Write to us if something is still wrong.",
    "feedback_early": "You can rate the order once it has arrived.",
    "star_none": "not rated",
    "error_feedback_given": "The time to change this rating is over. Write to us if something is still wrong.",
    "error_line": "One of the goods belongs to another order.",
    "back_to_order": "To the order",
}
