from shipping.admin import accounts, exceptions, inbox, labels, manifests

__all__ = ["accounts", "exceptions", "inbox", "labels", "manifests"]
