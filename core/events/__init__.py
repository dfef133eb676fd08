from core.events.facts import Fact
from core.events.publish import Publication, publish, publish_many

__all__ = ["Fact", "Publication", "publish", "publish_many"]
