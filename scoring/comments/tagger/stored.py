"""A tagger as one file without code in it: checked, bounded, and refused where damaged or foreign."""

import hashlib
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from scoring.comments.tagger.axis import Axis
from scoring.comments.tagger.blocks import KINDS, Block
from scoring.comments.tagger.card import Card
from scoring.comments.tagger.example import AxisRule
from scoring.comments.tagger.tagger import Tagger

MAGIC = b"medlytt tagger\n"
VERSION = 2
HEAD = struct.Struct("<HQ32s")
LARGEST, LARGEST_INSIDE = 64_000_000, 256_000_000
"""Ten times what a large model needs; a small file that would fill the memory is refused before it does."""
LEVEL = 6


class Damaged(Exception):
    """The file is no tagger of ours, or not as it was written; says what to do."""


class StoredAxis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    rule: AxisRule
    labels: tuple[str, ...]
    weights: dict[str, tuple[int, int]]
    bias: int
    slopes: int
    offsets: int
    thresholds: int
    sharpness: float
    floor: float
    sure: float


class StoredBlock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    kind: str
    vocabulary: tuple[str, ...]
    idf: int


class Contents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers are places in `arrays`, each told by its type and shape, one after the other behind this head."""

    card: Card
    blocks: tuple[StoredBlock, ...]
    axes: tuple[StoredAxis, ...]
    arrays: tuple[tuple[str, tuple[int, ...]], ...]


TYPES: dict[str, np.dtype[Any]] = {"i1": np.dtype("<i1"), "f4": np.dtype("<f4")}


def packed(tagger: Tagger) -> bytes:
    """The tagger as bytes; the same tagger gives the same bytes."""
    arrays: list[NDArray[Any]] = []

    def kept(array: NDArray[Any], kind: str = "f4") -> int:
        arrays.append(np.ascontiguousarray(array, TYPES[kind]))
        return len(arrays) - 1

    def thrifty(weights: NDArray[np.float32]) -> tuple[int, int]:
        small, scale = quantised(weights)
        return kept(small, "i1"), kept(scale)

    blocks = tuple(
        StoredBlock(name, block.kind, block.vocabulary, kept(block.idf)) for name, block in tagger.blocks.items()
    )
    axes = tuple(
        StoredAxis(
            name,
            axis.rule,
            axis.labels,
            {block: thrifty(one) for block, one in axis.weights.items()},
            bias=kept(axis.bias),
            slopes=kept(axis.slopes),
            offsets=kept(axis.offsets),
            thresholds=kept(axis.thresholds),
            sharpness=axis.sharpness,
            floor=axis.floor,
            sure=axis.sure,
        )
        for name, axis in tagger.models.items()
    )
    told = tuple((one.dtype.str[1:], one.shape) for one in arrays)
    head = msgspec.json.encode(Contents(tagger.card, blocks, axes, told))
    inside = struct.pack("<Q", len(head)) + head + b"".join(one.tobytes() for one in arrays)
    body = zlib.compress(inside, LEVEL)
    return MAGIC + HEAD.pack(VERSION, len(inside), hashlib.sha256(body).digest()) + body


def unpacked(data: bytes) -> Tagger:
    """The tagger in these bytes. Damaged for anything else than what `packed` made; nothing in the file is run."""
    inside = opened(data)
    try:
        return built(inside)
    except (ValueError, KeyError, IndexError, TypeError, struct.error, msgspec.MsgspecError) as fault:
        raise Damaged(f"the model file contradicts itself ({fault}); train it again") from fault


def opened(data: bytes) -> bytes:
    """The checked and expanded inside of the file."""
    start = len(MAGIC) + HEAD.size
    if not data.startswith(MAGIC):
        raise Damaged("this is no model file of Medlytt; give one that `medlytt comments train` wrote")
    if len(data) > LARGEST or len(data) < start:
        raise Damaged("the model file is cut short or far too large; copy it anew or train it again")
    version, size, checksum = HEAD.unpack(data[len(MAGIC) : start])
    if version != VERSION:
        raise Damaged(f"the model file has version {version}, this program reads version {VERSION}; train it again")
    body = data[start:]
    if hashlib.sha256(body).digest() != checksum or size > LARGEST_INSIDE:
        raise Damaged("the model file is damaged: its checksum is wrong; copy it anew or train it again")
    unzip = zlib.decompressobj()
    try:
        inside = unzip.decompress(body, size + 1)
    except zlib.error as fault:
        raise Damaged("the model file is damaged; copy it anew or train it again") from fault
    if len(inside) != size:
        raise Damaged("the model file has another size than it says; copy it anew or train it again")
    return inside


def built(inside: bytes) -> Tagger:
    (length,) = struct.unpack_from("<Q", inside)
    contents = msgspec.json.decode(inside[8 : 8 + length], type=Contents)
    arrays: list[NDArray[Any]] = []
    at = 8 + length
    for kind, shape in contents.arrays:
        size = int(np.prod(shape, dtype=np.int64)) if min(shape, default=0) >= 0 else -1
        arrays.append(np.frombuffer(inside, TYPES[kind], size, at).reshape(shape))
        at += arrays[-1].nbytes
    if at != len(inside):
        raise ValueError("something stands behind its end")
    blocks = {one.name: KINDS[one.kind](one.vocabulary, arrays[one.idf]) for one in contents.blocks}
    models = {
        one.name: Axis(
            one.rule,
            one.labels,
            {block: expanded(arrays[small], arrays[step]) for block, (small, step) in one.weights.items()},
            bias=arrays[one.bias],
            slopes=arrays[one.slopes],
            offsets=arrays[one.offsets],
            thresholds=arrays[one.thresholds],
            sharpness=one.sharpness,
            floor=one.floor,
            sure=one.sure,
        )
        for one in contents.axes
    }
    if not models:
        raise ValueError("it has no axes")
    for block in blocks.values():
        fits(block)
    for model in models.values():
        whole(model, blocks)
    return Tagger(blocks, models, contents.card)


def fits(block: Block) -> None:
    if len(block.places) != block.width or block.idf.shape not in ((0,), (block.width,)):
        raise ValueError(f"the columns of {block.kind} do not fit")
    if not np.isfinite(block.idf).all():
        raise ValueError(f"the columns of {block.kind} have no numbers")


def whole(model: Axis, blocks: Mapping[str, Block]) -> None:
    """Refuses what would break only later, in the middle of the work, or say things that are no probabilities."""
    for block, weights in model.weights.items():
        if weights.shape != (blocks[block].width, len(model.labels)):
            raise ValueError(f"the weights of {block} do not fit")
    lines = model.bias, model.slopes, model.offsets, model.thresholds
    if not model.labels or any(one.shape != (len(model.labels),) for one in lines):
        raise ValueError("the lines of the labels do not fit")
    numbers = *lines, *model.weights.values(), np.array([model.sharpness, model.floor, model.sure])
    if not all(np.isfinite(one).all() for one in numbers):
        raise ValueError("not all of its numbers are numbers")


def quantised(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights in 255 steps, with the step of each label."""
    step = np.maximum(np.abs(weights).max(0, initial=0) / 127, 1e-12).astype(np.float32)
    return np.rint(weights / step).astype(np.int8), step


def expanded(small: NDArray[np.int8], step: NDArray[np.float32]) -> NDArray[np.float32]:
    return small.astype(np.float32) * step
