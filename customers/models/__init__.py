from customers.models.address import Address
from customers.models.customer import Customer

__all__ = ["Address", "Customer"]
