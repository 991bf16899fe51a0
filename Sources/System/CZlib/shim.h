// zlib's initialising macros, which Swift cannot import. No logic.
#pragma once

#include <zlib.h>

/// A raw deflate stream (no zlib header) with a window of 2^windowBits bytes.
static inline int CZlib_deflate_init(z_stream *stream, int level, int windowBits) {
    return deflateInit2(stream, level, Z_DEFLATED, -windowBits, 8, Z_DEFAULT_STRATEGY);
}

/// A raw inflate stream (no zlib header) with a window of 2^windowBits bytes.
static inline int CZlib_inflate_init(z_stream *stream, int windowBits) {
    return inflateInit2(stream, -windowBits);
}
