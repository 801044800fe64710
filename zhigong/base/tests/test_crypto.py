"""Ciphers: both suites, their standard vectors, wrong and destroyed keys."""

import hashlib
import io
import random
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from zhigong.base import crypto
from zhigong.base.fields import conceal, reveal

ID = "11010519491231002X"


@pytest.fixture(params=["aes", "sm"])
def suite(request: Any, settings: Any) -> str:
    settings.ZHIGONG = settings.ZHIGONG.model_copy(update={"ciphers": request.param})
    return str(request.param)


@pytest.fixture
def other_installation(settings: Any) -> Iterator[None]:
    """Another installation's keys from the moment ``enter`` is called."""
    yield
    crypto._key.cache_clear()
    crypto._index_hmac.cache_clear()


def test_sm3_and_sm4_give_the_vectors_of_the_standards() -> None:
    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(block), modes.ECB()).encryptor()

    assert hashlib.new("sm3", b"abc").hexdigest() == (
        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    assert encryptor.update(block).hex() == "681edf34d206965e86b3e94f536e4246"


def test_the_chinese_suite_digests_with_sm3(settings: Any) -> None:
    settings.ZHIGONG = settings.ZHIGONG.model_copy(update={"ciphers": "sm"})

    assert crypto.digest(b"abc").hex().startswith("66c7f0f462eeedd9")


def test_a_text_is_read_again_with_its_key(suite: str) -> None:
    wrapped = crypto.wrap(crypto.new_data_key())

    value = conceal(wrapped, ID)

    assert value is not None
    assert ID.encode() not in value
    assert reveal(wrapped, value) == ID


def test_a_value_made_by_one_suite_is_read_under_the_other(settings: Any) -> None:
    texts = []
    for made, read in (("aes", "sm"), ("sm", "aes")):
        settings.ZHIGONG = settings.ZHIGONG.model_copy(update={"ciphers": made})
        key = crypto.new_data_key()
        wrapped, value = crypto.wrap(key), crypto.encrypt(key, ID)
        settings.ZHIGONG = settings.ZHIGONG.model_copy(update={"ciphers": read})
        texts.append(crypto.decrypt(crypto.unwrap(wrapped), value))

    assert texts == [ID, ID]


def test_the_same_text_is_never_the_same_ciphertext(suite: str) -> None:
    key = crypto.new_data_key()

    assert len({crypto.encrypt(key, ID) for _time in range(50)}) == 50


def test_another_key_opens_nothing(suite: str) -> None:
    value = crypto.encrypt(crypto.new_data_key(), ID)

    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(crypto.new_data_key(), value)


@profile(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.integers(0, 45), flip=st.integers(1, 255))
def test_a_changed_byte_is_noticed(suite: str, place: int, flip: int) -> None:
    key = crypto.new_data_key()
    value = bytearray(crypto.encrypt(key, ID))
    if place in (0, 1):
        place = 2  # suite and key id are labels, not content
    value[place] ^= flip

    with pytest.raises(crypto.Undecipherable):
        crypto.decrypt(key, bytes(value))


def test_a_destroyed_key_leaves_nothing_to_read(suite: str) -> None:
    value = conceal(crypto.wrap(crypto.new_data_key()), ID)

    assert reveal(None, value) is None
    with pytest.raises(crypto.Undecipherable):
        crypto.unwrap(b"")


def test_another_installation_cannot_unwrap(
    suite: str, settings: Any, other_installation: None
) -> None:
    wrapped = crypto.wrap(crypto.new_data_key())
    index = crypto.blind_index("id", ID)

    settings.ZHIGONG = settings.ZHIGONG.model_copy(
        update={"data_key": "another", "index_key": "another"}
    )
    crypto._key.cache_clear()
    crypto._index_hmac.cache_clear()

    assert crypto.blind_index("id", ID) != index
    with pytest.raises(crypto.Undecipherable):
        crypto.unwrap(wrapped)


def test_equal_texts_of_one_kind_have_one_blind_index(suite: str) -> None:
    index = crypto.blind_index("id", ID)

    assert crypto.blind_index("id", ID) == index
    assert crypto.blind_index("phone", ID) != index
    assert crypto.blind_index("id", ID[:-1] + "1") != index
    assert crypto.blind_indexes("id", [ID, None, ""]) == [index, None, None]


def test_the_suites_index_differently(settings: Any) -> None:
    indexes = set()
    for name in ("aes", "sm"):
        settings.ZHIGONG = settings.ZHIGONG.model_copy(update={"ciphers": name})
        indexes.add(crypto.blind_index("id", ID))

    assert len(indexes) == 2


SIZES = (0, 1, crypto.BLOCK - 1, crypto.BLOCK, crypto.BLOCK + 1, 2 * crypto.BLOCK)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_the_same_after_its_blocks_were_opened(suite: str, size: int) -> None:
    plain = random.Random(size).randbytes(size)

    sealed = b"".join(crypto.encrypt_blocks([plain[:7], plain[7:]]))

    assert b"".join(crypto.decrypt_blocks(io.BytesIO(sealed))) == plain
    assert size < 16 or plain[:16] not in sealed


def test_two_files_of_the_same_content_differ() -> None:
    assert list(crypto.encrypt_blocks([b"same"])) != list(crypto.encrypt_blocks([b"same"]))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda head, blocks: [head, blocks[0]], id="cut at a block's end"),
        pytest.param(lambda head, blocks: [head, *blocks[:2], blocks[2][:-1]], id="cut"),
        pytest.param(lambda head, blocks: [head, blocks[1], blocks[0], blocks[2]], id="reordered"),
        pytest.param(lambda head, blocks: [head, *blocks, blocks[2]], id="longer"),
        pytest.param(lambda head, blocks: [head, blocks[0][:-1] + b"x", *blocks[1:]], id="changed"),
        pytest.param(lambda head, blocks: [head[:-1] + b"x", *blocks], id="head changed"),
        pytest.param(lambda head, blocks: [head], id="head alone"),
        pytest.param(lambda head, blocks: [b"PK", *blocks], id="never encrypted"),
        pytest.param(lambda head, blocks: [], id="empty"),
    ],
)
def test_a_spoiled_file_is_refused(suite: str, spoil: Any) -> None:
    head, *blocks = crypto.encrypt_blocks([bytes(2 * crypto.BLOCK + 5)])
    assert len(blocks) == 3

    with pytest.raises(crypto.Undecipherable):
        list(crypto.decrypt_blocks(io.BytesIO(b"".join(spoil(head, blocks)))))


def test_memory_does_not_grow_with_the_file(tmp_path: Any) -> None:
    path = tmp_path / "large"
    pieces = (bytes(crypto.BLOCK) for _ in range(40))
    tracemalloc.start()
    with path.open("wb") as file:
        file.writelines(crypto.encrypt_blocks(pieces))
    with path.open("rb") as file:
        size = sum(len(block) for block in crypto.decrypt_blocks(file))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert size == 40 * crypto.BLOCK
    assert peak < 10 * crypto.BLOCK
