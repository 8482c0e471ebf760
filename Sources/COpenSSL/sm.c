#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <string.h>

#include "internal.h"

copenssl_bytes *copenssl_sm3(const uint8_t *message, size_t count) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  size_t length = 0;
  if (EVP_Q_digest(NULL, "SM3", NULL, message, count, digest, &length) != 1) return NULL;
  return copenssl_bytes_copy(digest, length);
}

copenssl_bytes *copenssl_hmac_sm3(const uint8_t *key, size_t key_count, const uint8_t *message, size_t count) {
  unsigned char code[EVP_MAX_MD_SIZE];
  size_t length = 0;
  if (!EVP_Q_mac(NULL, "HMAC", NULL, "SM3", NULL, key, key_count, message, count, code, sizeof code, &length))
    return NULL;
  copenssl_bytes *bytes = copenssl_bytes_copy(code, length);
  OPENSSL_cleanse(code, sizeof code);
  return bytes;
}

static int write_numbers(const ECDSA_SIG *signature, unsigned char raw[64]) {
  const BIGNUM *r = NULL, *s = NULL;
  ECDSA_SIG_get0(signature, &r, &s);
  return !BN_is_negative(r) && !BN_is_negative(s) && BN_bn2binpad(r, raw, 32) == 32 &&
         BN_bn2binpad(s, raw + 32, 32) == 32;
}

copenssl_bytes *copenssl_sm2_raw_signature(const uint8_t *der, size_t count) {
  if (count > 128) return NULL;
  const unsigned char *next = der;
  ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &next, (long)count);
  unsigned char *again = NULL, raw[64];
  int length = signature ? i2d_ECDSA_SIG(signature, &again) : -1;
  // Only DER, and nothing behind it: a signature has one spelling.
  int good = length >= 0 && (size_t)length == count && memcmp(again, der, count) == 0 && write_numbers(signature, raw);
  OPENSSL_free(again);
  ECDSA_SIG_free(signature);
  ERR_clear_error();
  return good ? copenssl_bytes_copy(raw, sizeof raw) : NULL;
}

copenssl_bytes *copenssl_sm2_der_signature(const uint8_t *raw, size_t count) {
  if (count != 64) return NULL;
  ECDSA_SIG *signature = ECDSA_SIG_new();
  BIGNUM *r = BN_bin2bn(raw, 32, NULL), *s = BN_bin2bn(raw + 32, 32, NULL);
  unsigned char *der = NULL;
  int length = -1;
  if (signature && r && s && ECDSA_SIG_set0(signature, r, s)) {
    r = s = NULL;
    length = i2d_ECDSA_SIG(signature, &der);
  }
  BN_free(r);
  BN_free(s);
  ECDSA_SIG_free(signature);
  return copenssl_bytes_take(der, length);
}
