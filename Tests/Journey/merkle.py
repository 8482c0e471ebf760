"""The tree of RFC 9162 §2.1 once more, in a few lines that share nothing with the server's: for whoever examines a log,
and for whoever forges one."""

import hashlib


def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(leaves):
    """MTH(D[n])."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root(leaves[:left]), root(leaves[left:]))


def full_nodes(leaves):
    """Every node that is complete: (level, position) → hash."""
    nodes, level, hashes = {}, 0, [leaf_hash(leaf) for leaf in leaves]
    while hashes:
        nodes.update({(level, position): value for position, value in enumerate(hashes)})
        hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
        level += 1
    return nodes


def leads_to(leaf, index, size, proof, expected):
    """Whether an inclusion proof holds (§2.1.3.2)."""
    place, last, value = index, size - 1, leaf_hash(leaf)
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node_hash(sibling, value)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and value == expected
