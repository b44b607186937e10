import os
import stat

import pytest

from transplant_site.stores import places
from transplant_site.stores.places import Account


@pytest.fixture
def stranger() -> Account:
    return Account(name="stranger", uid=54_321, gid=54_321)


def test_an_account_enters_only_what_every_folder_above_lets_it(folder, stranger):
    inner = folder / "open" / "closed" / "inner"
    inner.mkdir(parents=True)
    assert stranger.can_enter(inner)
    (folder / "open" / "closed").chmod(stat.S_IRWXU)
    assert not stranger.can_enter(inner)
    assert stranger.can_enter(folder / "open")


def test_a_folder_that_does_not_exist_yet_is_judged_by_what_is_above_it(folder, stranger):
    assert stranger.can_enter(folder / "not" / "yet")
    folder.chmod(0o700)
    assert not stranger.can_enter(folder / "not" / "yet")


def test_the_data_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("TRANSPLANT_DATA", str(tmp_path))
    assert places.data_folder() == tmp_path


def test_an_ordinary_user_keeps_the_data_in_the_checkout(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert places.default_data_folder(tmp_path) == tmp_path / "var"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to another account")
def test_root_keeps_it_elsewhere_where_postgresql_could_not_reach_it(folder):
    checkout = folder / "checkout"
    checkout.mkdir()
    assert places.default_data_folder(checkout) == checkout / "var"
    folder.chmod(0o700)
    elsewhere = places.default_data_folder(checkout)
    assert elsewhere.parent == places.UNREACHABLE_CHECKOUTS
    assert elsewhere == places.default_data_folder(checkout)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to another account")
def test_postgresql_never_runs_as_root(folder):
    assert places.postgresql_account(folder).uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to another account")
def test_root_runs_postgresql_as_the_ordinary_user_who_owns_the_folder(folder):
    import pwd

    someone = next(entry for entry in pwd.getpwall() if entry.pw_uid not in (0, 65_534))
    os.chown(folder, someone.pw_uid, someone.pw_gid)
    assert places.postgresql_account(folder).name == someone.pw_name
