"""On whose side trouble lies: by its kind, where the carrier does not say it."""

from shipping.statuses import ExceptionFamily, ExceptionKind

FAMILIES: dict[str, ExceptionFamily] = {
    ExceptionKind.ADDRESS_UNKNOWN: ExceptionFamily.CONSIGNEE,
    ExceptionKind.DAMAGED: ExceptionFamily.CARRIER,
    ExceptionKind.DELAYED: ExceptionFamily.CARRIER,
    ExceptionKind.REFUSED: ExceptionFamily.CONSIGNEE,
    ExceptionKind.LOST: ExceptionFamily.CARRIER,
    ExceptionKind.RETURNED_TO_SENDER: ExceptionFamily.CONSIGNEE,
    ExceptionKind.NOT_ACCEPTED: ExceptionFamily.SHIPPER,
    ExceptionKind.CUSTOMS: ExceptionFamily.CUSTOMS,
    ExceptionKind.NOT_DELIVERED: ExceptionFamily.CONSIGNEE,
    ExceptionKind.CANCELED: ExceptionFamily.CARRIER,
    ExceptionKind.NOT_HANDED_OVER: ExceptionFamily.SHIPPER,
    ExceptionKind.SILENT: ExceptionFamily.CARRIER,
    ExceptionKind.SIGNATURE_MISSING: ExceptionFamily.CARRIER,
    ExceptionKind.FOUND: ExceptionFamily.CARRIER,
    ExceptionKind.OTHER: ExceptionFamily.CARRIER,
}
# Trouble that the carrier's own word lays at the weather, whatever its kind.
OF_THE_WEATHER = frozenset({"weather_delay", "natural_disaster"})


def family_of(kind: str) -> ExceptionFamily:
    """The family of a kind of trouble."""
    return FAMILIES[kind]


def family_of_reason(reason: str) -> ExceptionFamily | None:
    """The family that a carrier's reason names, as in ``consignee_refused``; None where it names none."""
    if reason in OF_THE_WEATHER:
        return ExceptionFamily.WEATHER
    side = reason.partition("_")[0]
    return ExceptionFamily(side) if side in ExceptionFamily.values else None
