from core.effects.insert import BULK, NewEffect, insert_effects
from core.effects.registry import EffectTask, Undo, effect_task
from core.effects.runner import drain

__all__ = ["BULK", "EffectTask", "NewEffect", "Undo", "drain", "effect_task", "insert_effects"]
