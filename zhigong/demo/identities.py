"""Identity numbers, phones and their ciphers. None belongs to anybody."""

from datetime import date

import numpy as np
import polars as pl

from zhigong.base import crypto
from zhigong.kernel.credit_code import complete

# Region codes of homes; the codes of the sample roster are left out, so that its people are new.
HOMES = np.array(
    (
        "330206 330226 330281 330282 330283 330227 331002 330624 340822 341523 341822"
        " 360429 361127 410928 411525 412722 420921 421182 430523 430724 500101 500228"
        " 510922 513021 520203 522123 530129 532128 610502 620502 370829 371321 320829"
        " 321324"
    ).split()
)
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_LOCAL = 7
YOUNGEST, OLDEST = 18.2, 64.0


def births(rng: np.random.Generator, count: int, on: date) -> np.ndarray:
    """Return birth dates of working people: 18 to 64 years, most between 28 and 50.

    Ages outside are mirrored inside: heaped on the two ends, those of a province would be more than
    a day has numbers.
    """
    years = rng.normal(39.5, 9.6, count)
    years = np.where(years < YOUNGEST, 2 * YOUNGEST - years, years)
    years = np.where(years > OLDEST, 2 * OLDEST - years, years)
    years = np.clip(years, YOUNGEST, OLDEST)
    return np.datetime64(on) - (years * 365.25).astype("timedelta64[D]")


def identity_numbers(
    rng: np.random.Generator, births: np.ndarray, women: np.ndarray
) -> tuple[pl.Series, pl.Series]:
    """Return distinct 18-digit numbers with right check digits, and whether each home is local."""
    count = len(births)
    local = np.zeros(count, dtype=bool)
    value = np.zeros(count, dtype=np.int64)
    days = pl.Series(births.astype("datetime64[D]")).dt.strftime("%Y%m%d").cast(pl.Int64).to_numpy()
    waiting = np.arange(count)
    while (size := len(waiting)) > 0:
        near = rng.random(size) < 0.42
        home = np.where(near, rng.integers(0, _LOCAL, size), rng.integers(_LOCAL, len(HOMES), size))
        serial = rng.integers(0, 500, size) * 2 + (~women[waiting]).astype(np.int64)
        value[waiting] = HOMES[home].astype(np.int64) * 10**11 + days[waiting] * 1000 + serial
        local[waiting] = near
        _, first = np.unique(value, return_index=True)
        repeated = np.ones(count, dtype=bool)
        repeated[first] = False
        waiting = np.flatnonzero(repeated)
    digits = value[:, None] // 10 ** np.arange(16, -1, -1, dtype=np.int64) % 10
    checks = pl.Series(list("10X98765432")).gather((digits @ _WEIGHTS) % 11)
    numbers = pl.select(pl.concat_str(pl.Series(value).cast(pl.String), checks)).to_series()
    return numbers, pl.Series(local)


def phones(rng: np.random.Generator, count: int) -> pl.Series:
    """Return mobile numbers."""
    heads = np.array(
        [133, 135, 136, 137, 138, 139, 150, 151, 152, 155, 156, 158, 159, 177, 180, 186, 188]
    )
    whole = heads[rng.integers(0, len(heads), count)] * 10**8 + rng.integers(0, 10**8, count)
    return pl.Series(whole).cast(pl.String)


def conceal(numbers: list[str], phone_numbers: list[str | None]) -> pl.DataFrame:
    """Return data keys, ciphers and blind indexes as the columns of the person's table."""
    keys, ids, phone_ciphers = [], [], []
    for number, phone in zip(numbers, phone_numbers, strict=True):
        key = crypto.new_data_key()
        keys.append("\\x" + crypto.wrap(key).hex())
        ids.append("\\x" + crypto.encrypt(key, number).hex())
        phone_ciphers.append("\\x" + crypto.encrypt(key, phone).hex() if phone else None)
    return pl.DataFrame(
        {
            "data_key": keys,
            "id_cipher": ids,
            "phone_cipher": phone_ciphers,
            "id_blind": [str(one) for one in crypto.blind_indexes("id", numbers)],
            "phone_blind": [
                one and str(one) for one in crypto.blind_indexes("phone", phone_numbers)
            ],
        },
        schema=dict.fromkeys(
            ("data_key", "id_cipher", "phone_cipher", "id_blind", "phone_blind"), pl.String
        ),
    )


_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_codes(rng: np.random.Generator, count: int, head: str) -> list[str]:
    """Return distinct valid credit codes that begin with ``head`` (registrar, kind and region)."""
    found: dict[str, None] = {}
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    while len(found) < count:
        body = "".join(_LETTERS[i] for i in rng.integers(0, 31, 6))
        organisation = "MA" + body if head[0] == "9" else body + "01"
        total = sum(w * _BASE36.index(c) for w, c in zip(weights, organisation, strict=True))
        rest = (11 - total % 11) % 11
        found[complete(head + organisation + ("X" if rest == 10 else str(rest)))] = None
    return list(found)


_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
