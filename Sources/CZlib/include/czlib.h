#pragma once
// zlib behind opaque types and byte pointers. Nothing of <zlib.h> shows here.
#include <stddef.h>
#include <stdint.h>

typedef struct czlib_bytes czlib_bytes;  // bytes owned by the receiver
const uint8_t *czlib_bytes_start(const czlib_bytes *bytes);
size_t czlib_bytes_count(const czlib_bytes *bytes);
void czlib_bytes_free(czlib_bytes *bytes);

// Both give NULL on failure. The format is RFC 1950's.
czlib_bytes *czlib_compress(const uint8_t *input, size_t count);
// Refuses more than `limit` bytes of output, an incomplete stream, a preset dictionary and bytes after the stream's end.
czlib_bytes *czlib_decompress(const uint8_t *input, size_t count, size_t limit);
