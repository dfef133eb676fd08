from portal.texts.words import LANGUAGES, NAMES, Words, words_for

__all__ = ["LANGUAGES", "NAMES", "Words", "words_for"]
