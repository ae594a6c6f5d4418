"""The keys in their files."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from survey.vault import key_at


def test_all_who_ask_for_a_new_key_at_once_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for number in range(10):
            path = tmp_path / "keys" / str(number)
            assert len(set(pool.map(key_at, [path] * 8))) == 1
    assert len(list((tmp_path / "keys").iterdir())) == 10
