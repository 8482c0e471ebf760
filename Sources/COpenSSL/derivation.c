#include <openssl/err.h>

#include "internal.h"

copenssl_bytes *copenssl_scrypt(
    const uint8_t *password, size_t password_count, const uint8_t *salt, size_t salt_count, uint64_t cost,
    uint64_t block_size, uint64_t parallelism, uint64_t memory_limit, size_t count) {
  if (count == 0 || count > 1024) return NULL;
  unsigned char key[1024];
  // EVP_PBE_scrypt reads a NULL password as none, which is another key than an empty one on some versions.
  const char *start = password_count ? (const char *)password : "";
  copenssl_bytes *bytes = NULL;
  if (EVP_PBE_scrypt(start, password_count, salt, salt_count, cost, block_size, parallelism, memory_limit, key, count)) {
    bytes = copenssl_bytes_copy(key, count);
  }
  OPENSSL_cleanse(key, sizeof key);
  return bytes;
}
