"""What the customer's forms and refusals say in German."""

from collections.abc import Mapping

GERMAN_ASKING: Mapping[str, str] = {
    "language": "Sprache",
    "expired_title": "Dieser Link ist abgelaufen",
    "expired_text": "Links zu Bestellungen gelten nur eine Zeit lang. Öffnen Sie die neueste Mail zu Ihrer Bestellung "
    "oder fordern Sie hier einen neuen Link an.",
    "revoked_title": "Dieser Link gilt nicht mehr",
    "revoked_text": "Es wurde ein neuerer verschickt, oder wir haben diesen zur Sicherheit gesperrt. Öffnen Sie die "
    "neueste Mail zu Ihrer Bestellung oder fordern Sie hier einen neuen Link an.",
    "erased_title": "Diese Bestellung wurde gelöscht",
    "erased_text": "Die Daten hinter diesem Link wurden auf Wunsch gelöscht. Es kann nichts mehr angezeigt werden. "
    "Brauchen Sie einen Nachweis über den Kauf, wenden Sie sich mit Ihrer Rechnung an den Shop.",
    "missing_text": "Bitte kopieren Sie die ganze Adresse aus der Mail: Lange Adressen werden manchmal umgebrochen. "
    "Oder fordern Sie hier einen neuen Link an.",
    "large_title": "Das ist zu groß",
    "large_text": "Zusammen dürfen die Bilder {most} haben. Es wurde nichts gesendet: Gehen Sie zurück und wählen "
    "Sie weniger oder kleinere.",
    "large_other_text": "Was gesendet wurde, ist zu groß: Es darf {most} haben. Nichts davon wurde behalten.",
    "find_title": "Meine Bestellung finden",
    "find_intro": "Geben Sie die Nummer Ihrer Bestellung und die E-Mail-Adresse ein, mit der sie aufgegeben wurde. Wir "
    "schicken Ihnen einen Link dorthin.",
    "find_number": "Bestellnummer",
    "find_number_hint": "Sie steht in jeder Mail zur Bestellung, zum Beispiel O-100042.",
    "find_email": "E-Mail-Adresse",
    "find_send": "Link zuschicken",
    "find_sent_title": "Sehen Sie in Ihr Postfach",
    "find_sent_text": "Wenn wir eine Bestellung mit dieser Nummer und dieser Adresse kennen, ist eine Mail mit dem "
    "Link unterwegs. Das dauert höchstens ein paar Minuten; sehen Sie auch im Spam-Ordner nach.",
    "find_again": "Andere Nummer oder Adresse versuchen",
    "find_go": "Meine Bestellung finden",
    "error_number": "Geben Sie die Nummer so ein, wie sie in der Mail steht.",
    "error_email": "Geben Sie die E-Mail-Adresse ein, mit der bestellt wurde.",
    "photos": "Fotos (freiwillig)",
    "photos_hint": "Bis zu {most} Bilder, zusammen {size} MB: JPEG, PNG oder WebP. Ort und Gerät werden aus den "
    "Bildern entfernt, bevor wir sie aufbewahren.",
    "photos_shown_one": "Ihr Foto",
    "photos_shown_other": "Ihre {count} Fotos",
    "photo": "Foto {count}",
    "error_photo_unreadable": "„{name}“ ist kein lesbares Bild. Nehmen Sie JPEG, PNG oder WebP.",
    "error_photo_damaged": "„{name}“ ist beschädigt. Machen Sie das Bild noch einmal.",
    "error_photo_pixels": "„{name}“ hat zu viele Bildpunkte. Machen Sie ein kleineres Bild.",
    "error_photo_bytes": "„{name}“ ist zu groß. Machen Sie ein kleineres Bild.",
    "error_photo_refused": "„{name}“ kann nicht aufbewahrt werden. Nehmen Sie ein Bild als JPEG, PNG oder WebP.",
    "error_too_many_photos": "Auf einmal oder am Tag werden höchstens {most} Bilder angenommen. Senden Sie jetzt die "
    "besten und den Rest morgen, oder schreiben Sie uns.",
    "address_title": "Lieferadresse ändern",
    "address_intro": "Möglich, bis wir mit dem Packen beginnen, und nur im selben Land. Wir sehen uns die neue Adresse "
    "an, bevor es weitergeht.",
    "address_now": "Bisher geht es an {place}. Geben Sie die neue Adresse vollständig ein.",
    "address_name": "Name",
    "address_company": "Firma (freiwillig)",
    "address_line1": "Straße und Hausnummer",
    "address_line2": "Etage, Wohnung (freiwillig)",
    "address_postal_code": "Postleitzahl",
    "address_city": "Ort",
    "address_region": "Bundesland oder Region (falls in Adressen üblich)",
    "address_country": "Das Land bleibt {country}.",
    "address_send": "Adresse ändern",
    "told_address": "Danke. Es geht an die neue Adresse.",
    "error_address_move_refused": "Dafür ist es zu spät: Die Ware ist gepackt oder unterwegs. Schreiben Sie uns, dann "
    "fragen wir den Zusteller.",
    "error_address": "Bitte füllen Sie Name, Straße, Postleitzahl und Ort aus.",
    "error_country": "Es kann nur an eine andere Adresse im selben Land gehen.",
    "error_region": "Dort gilt eine andere Steuer, die Bestellung müsste neu aufgegeben werden. Schreiben Sie uns, wir "
    "finden einen Weg.",
    "rate_title": "Bestellung bewerten",
    "feedback_intro": "Eine halbe Minute, die uns und anderen hilft. Jedes Wort liest ein Mensch.",
    "feedback_rating": "Die Bestellung insgesamt",
    "feedback_lines": "Was Sie bekommen haben (freiwillig)",
    "feedback_send": "Bewertung senden",
    "feedback_change": "Bewertung ändern",
    "feedback_open": "Bewerten",
    "feedback_given": "Sie haben diese Bestellung mit {count} von 5 bewertet. Danke!",
    "feedback_line_given": "{name}: {count} von 5",
    "feedback_until": "Sie können sie bis {date} ändern.",
    "feedback_over": "Die Zeit für Änderungen ist vorbei. Schreiben Sie uns, wenn noch etwas nicht stimmt.",
    "feedback_early": "Sie können die Bestellung bewerten, sobald sie angekommen ist.",
    "star_none": "nicht bewertet",
    "error_feedback_given": "Die Zeit für Änderungen dieser Bewertung ist vorbei. Schreiben Sie uns, wenn noch etwas "
    "nicht stimmt.",
    "error_line": "Eine der Waren gehört zu einer anderen Bestellung.",
    "back_to_order": "Zur Bestellung",
}
