"""Where the demo's mails lead."""

from catalog.models import Channel
from support.models import MailAim, MailRoute


def make_mail_routes(channel: Channel) -> None:
    """Orders come to one address, questions to another."""
    MailRoute.objects.bulk_create([
        MailRoute(address="orders@shop.example", aim=MailAim.ORDER, channel=channel),
        MailRoute(address="support@shop.example", aim=MailAim.CASE),
    ])  # fmt: skip
