"""A weight file small enough to be written by a test."""

import struct
from pathlib import Path

import numpy as np

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", "钠", "离子", "电池", "钠离子", "a", "b", "ab", "<mask>"]
SCORES = [0, 0, 0, 0, -2, -5, -4, -4, -6, -3, -3, -4, 0]
CHARACTERS = {ord("A"): "a", 0x3000: " ", ord("㎏"): "kg", ord("\u200b"): ""}


def packed(rows: np.ndarray) -> bytes:
    """Rows [n, 32 x k] as blocks: a scale and 16 bytes of nibbles."""
    content = b""
    for block in rows.reshape(-1, 32):
        scale = np.float16(np.abs(block).max() / 7 or 1)
        nibbles = (np.clip(np.rint(block / np.float32(scale)), -8, 7) + 8).astype(np.uint8)
        content += scale.tobytes() + (nibbles[:16] | nibbles[16:] << 4).astype(np.uint8).tobytes()
    return content


def write(path: Path, table: np.ndarray) -> Path:
    """A file with the vocabulary above, one 4-bit table `emb.word` and one 32-bit vector `emb.type`."""
    blob = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, blob)]).astype("<u4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 1, 32, len(PIECES), 16, 1, 1e-12, 32)
    words = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1])) + ends.tobytes()
    words += np.array(SCORES, "<f4").tobytes() + b"".join(blob)
    mapped = b"".join(
        struct.pack(f"<IB{len(text)}I", point, len(text), *map(ord, text))
        for point, text in CHARACTERS.items()
    )
    words += struct.pack("<iI", len(CHARACTERS), len(mapped)) + mapped
    tensors = [
        ("emb.word", 1, table.size, packed(table)),
        ("emb.type", 0, 32, np.arange(32, dtype="<f4").tobytes()),
    ]
    size = 4 + sum(2 + len(name) + 21 for name, *_ in tensors)
    offset = len(head) + len(words) + size
    directory = struct.pack("<i", len(tensors))
    for name, kind, count, content in tensors:
        directory += struct.pack(
            f"<H{len(name)}sBIQQ", len(name), name.encode(), kind, count, offset, len(content)
        )
        offset += len(content)
    path.write_bytes(head + words + directory + b"".join(content for *_, content in tensors))
    return path
