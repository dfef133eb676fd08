from core.effects.insert import NewEffect, insert_effects
from core.effects.registry import EffectTask, effect_task
from core.effects.runner import drain

__all__ = ["EffectTask", "NewEffect", "drain", "effect_task", "insert_effects"]
