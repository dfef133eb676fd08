from portal.texts.words import LANGUAGES, Words, words_for

__all__ = ["LANGUAGES", "Words", "words_for"]
