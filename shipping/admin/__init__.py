from shipping.admin import accounts, exceptions, inbox, labels, manifests, marks

__all__ = ["accounts", "exceptions", "inbox", "labels", "manifests", "marks"]
