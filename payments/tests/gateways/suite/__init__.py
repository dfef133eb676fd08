"""What every gateway's adapter must do, over real HTTP against a gateway that misbehaves on request.

A test class is made of the four parts and says in its ``bench`` which adapter it is about: docs/how/add-a-gateway.md.
"""
