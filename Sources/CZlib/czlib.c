#include "czlib.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct czlib_bytes {
  size_t count;
  uint8_t *start;
};

const uint8_t *czlib_bytes_start(const czlib_bytes *bytes) { return bytes->start; }

size_t czlib_bytes_count(const czlib_bytes *bytes) { return bytes->count; }

void czlib_bytes_free(czlib_bytes *bytes) {
  if (!bytes) return;
  free(bytes->start);
  free(bytes);
}

static czlib_bytes *bytes_new(size_t capacity) {
  czlib_bytes *bytes = malloc(sizeof *bytes);
  if (!bytes) return NULL;
  bytes->count = 0;
  bytes->start = malloc(capacity ? capacity : 1);
  if (bytes->start) return bytes;
  free(bytes);
  return NULL;
}

czlib_bytes *czlib_compress(const uint8_t *input, size_t count) {
  uLongf written = compressBound((uLong)count);
  czlib_bytes *bytes = bytes_new(written);
  if (!bytes) return NULL;
  if (compress2(bytes->start, &written, input, (uLong)count, Z_BEST_COMPRESSION) != Z_OK) {
    czlib_bytes_free(bytes);
    return NULL;
  }
  bytes->count = written;
  return bytes;
}

czlib_bytes *czlib_decompress(const uint8_t *input, size_t count, size_t limit) {
  if (count > UINT_MAX || limit > UINT_MAX - 1) return NULL;
  z_stream stream;
  memset(&stream, 0, sizeof stream);
  if (inflateInit(&stream) != Z_OK) return NULL;

  // One byte beyond the limit shows that there is more, and then nothing further is inflated. The buffer grows with
  // what really comes out: a high limit alone costs no memory.
  size_t ceiling = limit + 1;
  size_t capacity = count < 256 ? 1024 : count * 4;
  if (capacity > ceiling) capacity = ceiling;
  czlib_bytes *bytes = bytes_new(capacity);
  int status = bytes ? Z_OK : Z_MEM_ERROR;
  stream.next_in = (Bytef *)input;
  stream.avail_in = (uInt)count;
  while (status == Z_OK) {
    if (bytes->count == capacity) {
      if (capacity == ceiling) break;
      size_t larger = capacity > ceiling / 2 ? ceiling : capacity * 2;
      uint8_t *moved = realloc(bytes->start, larger);
      if (!moved) break;
      bytes->start = moved;
      capacity = larger;
    }
    stream.next_out = bytes->start + bytes->count;
    stream.avail_out = (uInt)(capacity - bytes->count);
    status = inflate(&stream, Z_NO_FLUSH);  // Z_BUF_ERROR when the input ends too early
    bytes->count = capacity - stream.avail_out;
  }
  int whole = status == Z_STREAM_END && stream.avail_in == 0 && bytes->count <= limit;
  inflateEnd(&stream);
  if (whole) return bytes;
  czlib_bytes_free(bytes);
  return NULL;
}
