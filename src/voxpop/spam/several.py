"""Several observations of one signal become one reason: weights are added up to a bound, the weightiest are told."""

from voxpop.spam.submission import Reason

TOLD = 3

Part = tuple[float, str]  # log-odds, and a part of a sentence


def reason(signal: str, parts: list[Part], most: float, share: float = 1.0) -> Reason | None:
    """None when there are none. Sentences of what speaks the same way as the sum, the weightiest first.

    `share`: how much of the weight stands, where what is observed says less than usual.
    """
    if not parts:
        return None
    weight = min(max(sum(weight for weight, _ in parts) * share, -most), most)
    told = sorted((part for part in parts if part[0] * weight >= 0), key=lambda part: -abs(part[0]))
    return Reason(signal, weight, "; ".join(sentence for _, sentence in told[:TOLD]))
