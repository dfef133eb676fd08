"""What a channel grants."""

from returns.models import ReturnPolicy, ReturnReason


def policy_for(channel_id: int) -> ReturnPolicy:
    """The channel's policy, or an unsaved one with the defaults."""
    return ReturnPolicy.objects.filter(channel_id=channel_id).first() or ReturnPolicy(channel_id=channel_id)


def active_reasons() -> list[ReturnReason]:
    """The reasons offered, in their order."""
    return list(ReturnReason.objects.filter(is_active=True))
