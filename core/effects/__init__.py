from core.effects.insert import BULK, NewEffect, insert_effects
from core.effects.registry import EffectTask, effect_task
from core.effects.runner import drain

__all__ = ["BULK", "EffectTask", "NewEffect", "drain", "effect_task", "insert_effects"]
