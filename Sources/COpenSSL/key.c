#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <string.h>

#include "internal.h"

copenssl_key *copenssl_key_generate_rsa(int bits) {
  return (copenssl_key *)EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
}

copenssl_key *copenssl_key_generate_p256(void) {
  return (copenssl_key *)EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
}

copenssl_key *copenssl_key_generate_sm2(void) { return (copenssl_key *)EVP_PKEY_Q_keygen(NULL, NULL, "SM2"); }

copenssl_key *copenssl_key_from_pkcs8(const uint8_t *der, size_t count) {
  if (count > LONG_MAX) return NULL;
  const unsigned char *next = der;
  PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &next, (long)count);
  if (!info) return NULL;
  EVP_PKEY *key = next == der + count ? EVP_PKCS82PKEY(info) : NULL;
  PKCS8_PRIV_KEY_INFO_free(info);
  return (copenssl_key *)key;
}

copenssl_key *copenssl_key_from_public_info(const uint8_t *der, size_t count) {
  if (count > LONG_MAX) return NULL;
  const unsigned char *next = der;
  EVP_PKEY *key = d2i_PUBKEY(NULL, &next, (long)count);
  if (key && next == der + count) return (copenssl_key *)key;
  EVP_PKEY_free(key);
  return NULL;
}

copenssl_key *copenssl_key_from_rsa(
    const uint8_t *modulus, size_t modulus_count, const uint8_t *exponent, size_t exponent_count) {
  if (modulus_count > 4096 || exponent_count > 4096) return NULL;
  EVP_PKEY *key = NULL;
  OSSL_PARAM *parameters = NULL;
  BIGNUM *n = BN_bin2bn(modulus, (int)modulus_count, NULL);
  BIGNUM *e = BN_bin2bn(exponent, (int)exponent_count, NULL);
  OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
  if (n && e && build && context && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) &&
      OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) && (parameters = OSSL_PARAM_BLD_to_param(build)) &&
      EVP_PKEY_fromdata_init(context) == 1) {
    if (EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) key = NULL;
  }
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(build);
  BN_free(e);
  BN_free(n);
  return (copenssl_key *)key;
}

copenssl_key *copenssl_key_from_sm2(const uint8_t *point, const uint8_t *number) {
  EVP_PKEY *key = NULL;
  OSSL_PARAM *parameters = NULL;
  BIGNUM *d = number ? BN_secure_new() : NULL;
  OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
  if (build && context && (!number || (d && BN_bin2bn(number, 32, d))) &&
      OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) &&
      OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, 65) &&
      (!d || OSSL_PARAM_BLD_push_BN_pad(build, OSSL_PKEY_PARAM_PRIV_KEY, d, 32)) &&
      (parameters = OSSL_PARAM_BLD_to_param(build)) && EVP_PKEY_fromdata_init(context) == 1) {
    if (EVP_PKEY_fromdata(context, &key, number ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, parameters) != 1) key = NULL;
  }
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(parameters);
  OSSL_PARAM_BLD_free(build);
  BN_clear_free(d);
  return (copenssl_key *)key;
}

int copenssl_key_is_whole(const copenssl_key *key) {
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, pkey(key), NULL);
  int whole = context && EVP_PKEY_check(context) == 1;
  EVP_PKEY_CTX_free(context);
  return whole;
}

void copenssl_key_free(copenssl_key *key) { EVP_PKEY_free(pkey(key)); }

int copenssl_key_kind(const copenssl_key *key) {
  if (EVP_PKEY_is_a(pkey(key), "RSA")) return COPENSSL_KEY_RSA;
  if (EVP_PKEY_is_a(pkey(key), "ED25519")) return COPENSSL_KEY_ED25519;
  if (EVP_PKEY_is_a(pkey(key), "SM2")) return COPENSSL_KEY_SM2;
  char group[64];
  size_t count = 0;
  if (EVP_PKEY_is_a(pkey(key), "EC") &&
      EVP_PKEY_get_utf8_string_param(pkey(key), OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, &count) &&
      strcmp(group, "prime256v1") == 0)
    return COPENSSL_KEY_P256;
  return COPENSSL_KEY_OTHER;
}

copenssl_bytes *copenssl_key_pkcs8(const copenssl_key *key) {
  PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(pkey(key));
  if (!info) return NULL;
  unsigned char *der = NULL;
  int count = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
  PKCS8_PRIV_KEY_INFO_free(info);
  return copenssl_bytes_take(der, count);
}

copenssl_bytes *copenssl_key_public_info(const copenssl_key *key) {
  unsigned char *der = NULL;
  int count = i2d_PUBKEY(pkey(key), &der);
  return copenssl_bytes_take(der, count);
}

// `width` zero keeps the number's own length.
static copenssl_bytes *number_of(const copenssl_key *key, const char *name, int width) {
  BIGNUM *number = NULL;
  if (!EVP_PKEY_get_bn_param(pkey(key), name, &number)) return NULL;
  unsigned char buffer[2048];
  if (width == 0) width = BN_num_bytes(number);
  int count = width <= (int)sizeof buffer ? BN_bn2binpad(number, buffer, width) : -1;
  BN_clear_free(number);  // may be a private one
  copenssl_bytes *bytes = count < 0 ? NULL : copenssl_bytes_copy(buffer, (size_t)count);
  OPENSSL_cleanse(buffer, sizeof buffer);
  return bytes;
}

copenssl_bytes *copenssl_key_rsa_modulus(const copenssl_key *key) { return number_of(key, OSSL_PKEY_PARAM_RSA_N, 0); }

copenssl_bytes *copenssl_key_rsa_exponent(const copenssl_key *key) { return number_of(key, OSSL_PKEY_PARAM_RSA_E, 0); }

// By coordinates: a key that came in compressed form leaves uncompressed all the same.
static copenssl_bytes *point_of(const copenssl_key *key) {
  copenssl_bytes *x = number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, 32);
  copenssl_bytes *y = number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32);
  copenssl_bytes *point = NULL;
  if (x && y) {
    uint8_t buffer[65] = {0x04};
    memcpy(buffer + 1, copenssl_bytes_start(x), 32);
    memcpy(buffer + 33, copenssl_bytes_start(y), 32);
    point = copenssl_bytes_copy(buffer, sizeof buffer);
  }
  copenssl_bytes_free(x);
  copenssl_bytes_free(y);
  return point;
}

copenssl_bytes *copenssl_key_p256_point(const copenssl_key *key) {
  return copenssl_key_kind(key) == COPENSSL_KEY_P256 ? point_of(key) : NULL;
}

copenssl_bytes *copenssl_key_sm2_point(const copenssl_key *key) {
  return copenssl_key_kind(key) == COPENSSL_KEY_SM2 ? point_of(key) : NULL;
}

copenssl_bytes *copenssl_key_sm2_number(const copenssl_key *key) {
  return copenssl_key_kind(key) == COPENSSL_KEY_SM2 ? number_of(key, OSSL_PKEY_PARAM_PRIV_KEY, 32) : NULL;
}

copenssl_bytes *copenssl_key_ed25519_point(const copenssl_key *key) {
  uint8_t buffer[32];
  size_t count = sizeof buffer;
  if (!EVP_PKEY_is_a(pkey(key), "ED25519") || !EVP_PKEY_get_raw_public_key(pkey(key), buffer, &count)) return NULL;
  return copenssl_bytes_copy(buffer, count);
}
