// A libcrypto that hashes by SM3 otherwise than GB/T 32905 says, for one process that is started with this library in
// front (LD_PRELOAD).
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int EVP_Q_digest(
    void *library, const char *name, const char *properties, const void *data, size_t count, unsigned char *digest,
    size_t *length) {
  int result = NEXT(EVP_Q_digest)(library, name, properties, data, count, digest, length);
  if (result == 1 && name && strcmp(name, "SM3") == 0) digest[0] ^= 1;
  return result;
}
