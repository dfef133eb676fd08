from catalog.admin import channels, goods, prices, shipping, tax

__all__ = ["channels", "goods", "prices", "shipping", "tax"]
