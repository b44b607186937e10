"""The tree and its proofs, against another implementation of RFC 6962 and against every flipped bit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from transplant_site.audit.chain import leaf_hash
from transplant_site.audit.proof.tree import (
    EMPTY_ROOT,
    WIDTH,
    GrowingTree,
    InvalidProof,
    consistency_proof,
    inclusion_proof,
    node_hash,
    root_from_inclusion,
    root_of,
    roots_from_consistency,
)

LARGEST = 64
LEAVES = [leaf_hash(f"entry {nth}") for nth in range(LARGEST)]


def hash_of(first: int, behind: int) -> bytes:
    return root_of(LEAVES[first:behind])


@pytest.fixture(scope="module")
def oracle() -> InmemoryTree:
    tree = InmemoryTree()
    for nth in range(LARGEST):
        tree.append_entry(f"entry {nth}".encode())
    return tree


def test_roots_are_those_of_the_standard(oracle: InmemoryTree) -> None:
    # The root of nothing: RFC 6962, 2.1.
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for size in range(1, LARGEST + 1):
        assert root_of(LEAVES[:size]) == oracle.get_root(size)


def test_a_tree_that_grows_has_the_same_roots() -> None:
    tree = GrowingTree()
    assert tree.root() == EMPTY_ROOT
    for size, leaf in enumerate(LEAVES, start=1):
        assert tree.append(leaf) == []
        assert (tree.size, tree.root()) == (size, root_of(LEAVES[:size]))


def test_what_a_tree_completes_is_kept_and_continues_it() -> None:
    leaves = [leaf_hash(str(nth)) for nth in range(2 * WIDTH + 3)]
    tree = GrowingTree()
    completed = [subtree for leaf in leaves for subtree in tree.append(leaf)]

    assert [(one.level, one.number, one.hash) for one in completed] == [
        (1, 0, root_of(leaves[:WIDTH])),
        (1, 1, root_of(leaves[WIDTH : 2 * WIDTH])),
    ]
    continued = GrowingTree(2 * WIDTH, [[], [one.hash for one in completed]])
    for leaf in leaves[2 * WIDTH :]:
        continued.append(leaf)
    assert continued.root() == tree.root() == root_of(leaves)


def test_every_entry_is_proven_in_every_tree_as_by_the_standard(oracle: InmemoryTree) -> None:
    for size in range(1, LARGEST + 1):
        for index in range(size):
            proof = inclusion_proof(index, index + 1, size, hash_of)
            theirs = oracle.prove_inclusion(index + 1, size).serialize()["path"]
            assert [one.hex() for one in proof] == theirs[1:]  # theirs begins with the leaf
            assert root_from_inclusion(LEAVES[index : index + 1], index, size, proof) == hash_of(0, size)


def test_every_tree_is_proven_to_continue_every_earlier_one(oracle: InmemoryTree) -> None:
    for size in range(1, LARGEST + 1):
        for old in range(1, size + 1):
            proof = consistency_proof(old, size, hash_of)
            assert roots_from_consistency(old, size, hash_of(0, old), proof) == (
                oracle.get_root(old),
                oracle.get_root(size),
            )


def test_entries_that_follow_each_other_are_proven_together() -> None:
    for size in (1, 2, 7, 32, 33):
        for first in range(size):
            for behind in range(first + 1, size + 1):
                proof = inclusion_proof(first, behind, size, hash_of)
                assert root_from_inclusion(LEAVES[first:behind], first, size, proof) == hash_of(0, size)


@given(st.data())
def test_no_flipped_bit_passes(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, LARGEST))
    first = data.draw(st.integers(0, size - 1))
    behind = data.draw(st.integers(first + 1, size))
    old = data.draw(st.integers(1, size - 1))
    inclusion = inclusion_proof(first, behind, size, hash_of)
    consistency = consistency_proof(old, size, hash_of)

    changed = flip(data, LEAVES[first:behind])
    assert root_from_inclusion(changed, first, size, inclusion) != hash_of(0, size)
    if inclusion:
        assert root_from_inclusion(LEAVES[first:behind], first, size, flip(data, inclusion)) != hash_of(
            0, size
        )
    told = roots_from_consistency(old, size, hash_of(0, old), flip(data, consistency))
    assert told != (hash_of(0, old), hash_of(0, size))


def flip(data: st.DataObject, hashes: list[bytes]) -> list[bytes]:
    changed = [bytearray(one) for one in hashes]
    changed[data.draw(st.integers(0, len(hashes) - 1))][data.draw(st.integers(0, 31))] ^= 1 << data.draw(
        st.integers(0, 7)
    )
    return [bytes(one) for one in changed]


def test_an_entry_at_another_place_is_not_proven() -> None:
    proof = inclusion_proof(5, 6, 20, hash_of)

    assert root_from_inclusion(LEAVES[5:6], 4, 20, proof) != hash_of(0, 20)


def test_a_node_is_no_leaf() -> None:
    # Without their prefixes two leaves could be passed off as one entry that holds both hashes.
    pair = LEAVES[0] + LEAVES[1]

    assert leaf_hash(pair.decode("latin-1")) != node_hash(LEAVES[0], LEAVES[1])


@pytest.mark.parametrize("length", [-1, 1])
def test_a_proof_has_as_many_hashes_as_it_needs(length: int) -> None:
    inclusion = inclusion_proof(3, 4, 9, hash_of)
    consistency = consistency_proof(3, 9, hash_of)
    longer_or_shorter = lambda proof: proof[:-1] if length < 0 else [*proof, proof[-1]]  # noqa: E731

    with pytest.raises(InvalidProof):
        root_from_inclusion(LEAVES[3:4], 3, 9, longer_or_shorter(inclusion))
    with pytest.raises(InvalidProof):
        roots_from_consistency(3, 9, hash_of(0, 3), longer_or_shorter(consistency))


@pytest.mark.parametrize(("first", "count", "size"), [(-1, 1, 5), (5, 1, 5), (0, 0, 5), (4, 2, 5), (0, 1, 0)])
def test_leaves_outside_the_tree_have_no_proof(first: int, count: int, size: int) -> None:
    with pytest.raises(ValueError, match="not within"):
        inclusion_proof(first, first + count, size, hash_of)
    with pytest.raises(InvalidProof, match="not within"):
        root_from_inclusion(LEAVES[: max(count, 0)], first, size, [])


@pytest.mark.parametrize(("old", "size"), [(0, 5), (6, 5), (-1, 5)])
def test_a_tree_continues_no_larger_one_and_not_nothing(old: int, size: int) -> None:
    with pytest.raises(ValueError, match="no beginning"):
        consistency_proof(old, size, hash_of)
    with pytest.raises(InvalidProof, match="no beginning"):
        roots_from_consistency(old, size, EMPTY_ROOT, [])
