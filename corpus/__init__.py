"""Comments of our own, spam and honest, for the base model of the judge.

Not shipped: the wheel holds only what was learnt from them.
"""
