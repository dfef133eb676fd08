"""What the customer reads of exchanges and claims in German."""

from collections.abc import Mapping

GERMAN_RETURNING: Mapping[str, str] = {
    "wish_exchange": "Noch einmal dasselbe oder etwas Ähnliches",
    "wish_exchange_detail": "Die neue Ware geht los, wenn die alte hier ist. Kostet sie weniger, bekommen "
    "Sie den Rest zurück; kostet sie mehr, zahlen Sie vorher über einen Link, den wir Ihnen schicken.",
    "exchange_instead": "Anstelle von",
    "exchange_same": "Noch einmal dasselbe",
    "exchanges": "Ihre Umtäusche",
    "exchange_requested": "Wir haben Ihren Wunsch und antworten bald.",
    "exchange_approved": "Bitte senden Sie die Ware zurück, wie es unter {number} steht. Die neue wird zurückgelegt.",
    "exchange_awaiting_payment": "Die neue Ware kostet mehr: Bitte zahlen Sie den Unterschied über den Link "
    "in unserer Mail.",
    "exchange_awaiting_return": "Die neue Ware wartet auf die alte; wohin Sie sie senden, steht unter {number}.",
    "exchange_released": "Die neue Ware wird verschickt.",
    "exchange_completed": "Erledigt.",
    "exchange_denied": "Diesen Umtausch konnten wir nicht annehmen.",
    "exchange_expired": "Die Ware hat uns nicht rechtzeitig erreicht.",
    "exchange_canceled": "Abgesagt.",
    "exchange_new": "Sie kommt mit Bestellung {number}; dazu erhalten Sie Mails.",
    "exchange_for": "Diese Bestellung bringt, was Sie aus Bestellung {number} umgetauscht haben.",
    "claim_title": "Etwas ist schiefgegangen",
    "claim_intro": "Beschädigt, nicht dabei, falsch, zu spät oder verloren: Sagen Sie es uns, wir bringen es "
    "in Ordnung. Sie müssen vorher nichts zurücksenden.",
    "claim_kind": "Was stimmt nicht?",
    "claim_kind_damaged": "Es kam beschädigt an",
    "claim_kind_missing": "Es war nicht im Paket",
    "claim_kind_wrong": "Es kam etwas anderes",
    "claim_kind_late": "Es kam zu spät",
    "claim_kind_lost": "Es kam nie an",
    "claim_comment": "Was ist passiert? (freiwillig)",
    "claim_send": "Melden",
    "claims": "Was schiefgegangen ist",
    "claim_open": "Wir haben Ihre Meldung und gehen ihr nach.",
    "claim_approved": "Sie haben recht; wir bringen es in Ordnung.",
    "claim_resolved": "In Ordnung gebracht. Über Geld oder Ware unterwegs erhalten Sie Mails.",
    "claim_denied": "Dem konnten wir nicht folgen.",
    "claim_canceled": "Zurückgezogen.",
    "told_claim": "Danke. Wir haben Ihre Meldung.",
    "error_kind": "Wählen Sie, was nicht stimmt.",
    "error_not_claimable": "Eine der Zahlen ist höher als das, was gemeldet werden kann: Die übrigen wurden "
    "schon zurückgegeben, gemeldet oder ersetzt.",
    "error_return_forbidden": "Nicht alles davon kann zurückkommen. Schreiben Sie uns, wir finden einen Weg.",
    "error_return_move_refused": "Das kann nicht umgetauscht werden. Wählen Sie Geld zurück oder schreiben Sie uns.",
    "error_goods": "Wählen Sie eine der angebotenen Waren oder Geld zurück.",
}
