#include <openssl/err.h>

#include "internal.h"

struct scheme {
  int algorithm;
  const char *key;
  const char *digest;  // NULL where the algorithm hashes by itself
  int identifier;      // the signature's OID, as libcrypto numbers it
};

static const struct scheme schemes[] = {
    {COPENSSL_RSA_SHA256, "RSA", "SHA256", NID_sha256WithRSAEncryption},
    {COPENSSL_RSA_SHA384, "RSA", "SHA384", NID_sha384WithRSAEncryption},
    {COPENSSL_RSA_SHA512, "RSA", "SHA512", NID_sha512WithRSAEncryption},
    {COPENSSL_ECDSA_SHA256, "EC", "SHA256", NID_ecdsa_with_SHA256},
    {COPENSSL_ECDSA_SHA384, "EC", "SHA384", NID_ecdsa_with_SHA384},
    {COPENSSL_ECDSA_SHA512, "EC", "SHA512", NID_ecdsa_with_SHA512},
    {COPENSSL_ED25519, "ED25519", NULL, NID_ED25519},
};

static const struct scheme *scheme_of(const copenssl_key *key, int algorithm) {
  for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
    if (schemes[i].algorithm == algorithm) return EVP_PKEY_is_a(pkey(key), schemes[i].key) ? &schemes[i] : NULL;
  return NULL;
}

int copenssl_algorithm_of(const X509_ALGOR *identifier) {
  const ASN1_OBJECT *object = NULL;
  X509_ALGOR_get0(&object, NULL, NULL, identifier);
  int nid = OBJ_obj2nid(object);
  for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
    if (schemes[i].identifier == nid) return schemes[i].algorithm;
  return 0;
}

copenssl_bytes *copenssl_sign(const copenssl_key *key, int algorithm, const uint8_t *message, size_t count) {
  const struct scheme *scheme = scheme_of(key, algorithm);
  EVP_MD_CTX *context = scheme ? EVP_MD_CTX_new() : NULL;
  if (!context) return NULL;
  copenssl_bytes *signature = NULL;
  unsigned char *buffer = NULL;
  size_t length = 0;
  if (EVP_DigestSignInit_ex(context, NULL, scheme->digest, NULL, NULL, pkey(key), NULL) == 1 &&
      EVP_DigestSign(context, NULL, &length, message, count) == 1 && (buffer = OPENSSL_malloc(length ? length : 1)) &&
      EVP_DigestSign(context, buffer, &length, message, count) == 1)
    signature = copenssl_bytes_copy(buffer, length);
  OPENSSL_free(buffer);
  EVP_MD_CTX_free(context);
  return signature;
}

int copenssl_verify(
    const copenssl_key *key, int algorithm, const uint8_t *signature, size_t signature_count, const uint8_t *message,
    size_t count) {
  const struct scheme *scheme = scheme_of(key, algorithm);
  EVP_MD_CTX *context = scheme ? EVP_MD_CTX_new() : NULL;
  if (!context) return 0;
  int good = EVP_DigestVerifyInit_ex(context, NULL, scheme->digest, NULL, NULL, pkey(key), NULL) == 1 &&
             EVP_DigestVerify(context, signature, signature_count, message, count) == 1;
  EVP_MD_CTX_free(context);
  ERR_clear_error();  // a bad signature is an answer, not an error to be read by a later call
  return good;
}
