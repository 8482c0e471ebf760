#include <openssl/evp.h>

#include "internal.h"

static copenssl_bytes *run_cbc(
    const EVP_CIPHER *cipher, const uint8_t *key, const uint8_t *initialization, const uint8_t *input, size_t count,
    int encrypts) {
  if (!cipher || count > INT_MAX - 16) return NULL;
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
  unsigned char *output = OPENSSL_malloc(count + 16);
  copenssl_bytes *bytes = NULL;
  int written = 0, rest = 0;
  if (context && output && EVP_CipherInit_ex2(context, cipher, key, initialization, encrypts, NULL) == 1 &&
      EVP_CipherUpdate(context, output, &written, input, (int)count) == 1 &&
      EVP_CipherFinal_ex(context, output + written, &rest) == 1)
    bytes = copenssl_bytes_copy(output, (size_t)(written + rest));
  OPENSSL_clear_free(output, count + 16);
  EVP_CIPHER_CTX_free(context);
  return bytes;
}

copenssl_bytes *copenssl_aes_cbc(
    const uint8_t *key, size_t key_count, const uint8_t *initialization, const uint8_t *input, size_t count,
    int encrypts) {
  const EVP_CIPHER *cipher = key_count == 16 ? EVP_aes_128_cbc() : key_count == 32 ? EVP_aes_256_cbc() : NULL;
  return run_cbc(cipher, key, initialization, input, count, encrypts);
}

copenssl_bytes *copenssl_sm4_cbc(
    const uint8_t *key, const uint8_t *initialization, const uint8_t *input, size_t count, int encrypts) {
  return run_cbc(EVP_sm4_cbc(), key, initialization, input, count, encrypts);
}
