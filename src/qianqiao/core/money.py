"""Yuan as Decimal, kept to the fen; splits conserve the total."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

FEN = Decimal("0.01")


def yuan(value: str | int | Decimal) -> Decimal:
    """An amount in yuan, rounded half up to the fen. Raises ValueError where it is no number."""
    try:
        amount = Decimal(value)
    except InvalidOperation as error:
        raise ValueError(
            f"“{value}” is not an amount of money; write digits only, such as 125000 or 125000.50"
        ) from error
    if not amount.is_finite():
        raise ValueError(f"“{value}” is not an amount of money")
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def split(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Splits `total` (yuan) by `weights`; the parts sum to it exactly (largest remainder, earlier part first on ties)."""
    whole = sum(weights, Decimal(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative and must sum to more than zero")
    fen = int((yuan(total) / FEN).to_integral_value())
    exact = [Decimal(fen) * weight / whole for weight in weights]
    parts = [int(value // 1) for value in exact]
    order = sorted(range(len(parts)), key=lambda i: (-(exact[i] - parts[i]), i))
    for i in order[: fen - sum(parts)]:
        parts[i] += 1
    return [Decimal(part) * FEN for part in parts]
