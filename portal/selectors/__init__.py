from portal.selectors.page import OrderPage, order_page

__all__ = ["OrderPage", "order_page"]
