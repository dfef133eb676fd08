"""Stand-ins for the outside world: a payment gateway, a carrier and a mailbox, each its own small process."""
