#include <openssl/err.h>
#include <openssl/rsa.h>

#include "internal.h"

struct scheme {
  int algorithm;
  const char *key;
  const char *digest;  // NULL where the algorithm hashes by itself
  int identifier;      // the signature's OID, as libcrypto numbers it; of PSS its parameters would have to be read as well
};

static const struct scheme schemes[] = {
    {COPENSSL_RSA_SHA256, "RSA", "SHA256", NID_sha256WithRSAEncryption},
    {COPENSSL_RSA_SHA384, "RSA", "SHA384", NID_sha384WithRSAEncryption},
    {COPENSSL_RSA_SHA512, "RSA", "SHA512", NID_sha512WithRSAEncryption},
    {COPENSSL_ECDSA_SHA256, "EC", "SHA256", NID_ecdsa_with_SHA256},
    {COPENSSL_ECDSA_SHA384, "EC", "SHA384", NID_ecdsa_with_SHA384},
    {COPENSSL_ECDSA_SHA512, "EC", "SHA512", NID_ecdsa_with_SHA512},
    {COPENSSL_ED25519, "ED25519", NULL, NID_ED25519},
    {COPENSSL_RSA_PSS_SHA256, "RSA", "SHA256", -1},
    {COPENSSL_SM2_SM3, "SM2", "SM3", NID_SM2_with_SM3},
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

struct identifier {
  const uint8_t *start;
  size_t count;
};

static const struct identifier standard = {
    (const uint8_t *)COPENSSL_SM2_IDENTIFIER, sizeof COPENSSL_SM2_IDENTIFIER - 1};

// The identifier must be in place before the digest is begun, so SM2 brings a context of the key along.
static EVP_MD_CTX *context_for(EVP_PKEY *key, const struct identifier *identifier) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  if (!context || !EVP_PKEY_is_a(key, "SM2")) return context;
  EVP_PKEY_CTX *with = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
  if (with && identifier->count > 0 && identifier->count < 8192 &&
      EVP_PKEY_CTX_set1_id(with, identifier->start, (int)identifier->count) == 1) {
    EVP_MD_CTX_set_pkey_ctx(context, with);
    return context;
  }
  EVP_PKEY_CTX_free(with);
  EVP_MD_CTX_free(context);
  return NULL;
}

// A key's context that was set before stays ours to free; one that libcrypto made goes with the other.
static void free_context(EVP_MD_CTX *context, EVP_PKEY *key) {
  EVP_PKEY_CTX *with = context && EVP_PKEY_is_a(key, "SM2") ? EVP_MD_CTX_get_pkey_ctx(context) : NULL;
  EVP_MD_CTX_free(context);
  EVP_PKEY_CTX_free(with);
}

void copenssl_signing_context_free(EVP_MD_CTX *context, const copenssl_key *key) { free_context(context, pkey(key)); }

EVP_MD_CTX *copenssl_signing_context(const copenssl_key *key) {
  const char *digest = copenssl_key_kind(key) == COPENSSL_KEY_SM2 ? "SM3" : "SHA256";
  EVP_MD_CTX *context = context_for(pkey(key), &standard);
  if (context && EVP_DigestSignInit_ex(context, NULL, digest, NULL, NULL, pkey(key), NULL) == 1) return context;
  free_context(context, pkey(key));
  return NULL;
}

// What PSS is told once the digest is begun: MGF1 goes by the same digest, and a salt of its length is wanted, no other.
static int is_padded(const struct scheme *scheme, EVP_PKEY_CTX *with) {
  if (scheme->algorithm != COPENSSL_RSA_PSS_SHA256) return 1;
  return EVP_PKEY_CTX_set_rsa_padding(with, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(with, RSA_PSS_SALTLEN_DIGEST) == 1;
}

static copenssl_bytes *sign(
    EVP_PKEY *key, const struct scheme *scheme, const struct identifier *identifier, const uint8_t *message,
    size_t count) {
  EVP_MD_CTX *context = scheme ? context_for(key, identifier) : NULL;
  if (!context) return NULL;
  copenssl_bytes *signature = NULL;
  unsigned char *buffer = NULL;
  size_t length = 0;
  EVP_PKEY_CTX *with = NULL;
  if (EVP_DigestSignInit_ex(context, &with, scheme->digest, NULL, NULL, key, NULL) == 1 && is_padded(scheme, with) &&
      EVP_DigestSign(context, NULL, &length, message, count) == 1 && (buffer = OPENSSL_malloc(length ? length : 1)) &&
      EVP_DigestSign(context, buffer, &length, message, count) == 1)
    signature = copenssl_bytes_copy(buffer, length);
  OPENSSL_free(buffer);
  free_context(context, key);
  return signature;
}

static int verify(
    EVP_PKEY *key, const struct scheme *scheme, const struct identifier *identifier, const uint8_t *signature,
    size_t signature_count, const uint8_t *message, size_t count) {
  EVP_MD_CTX *context = scheme ? context_for(key, identifier) : NULL;
  if (!context) return 0;
  EVP_PKEY_CTX *with = NULL;
  int good = EVP_DigestVerifyInit_ex(context, &with, scheme->digest, NULL, NULL, key, NULL) == 1 &&
             is_padded(scheme, with) &&
             EVP_DigestVerify(context, signature, signature_count, message, count) == 1;
  free_context(context, key);
  ERR_clear_error();  // a bad signature is an answer, not an error to be read by a later call
  return good;
}

copenssl_bytes *copenssl_sign(const copenssl_key *key, int algorithm, const uint8_t *message, size_t count) {
  return sign(pkey(key), scheme_of(key, algorithm), &standard, message, count);
}

int copenssl_verify(
    const copenssl_key *key, int algorithm, const uint8_t *signature, size_t signature_count, const uint8_t *message,
    size_t count) {
  return verify(pkey(key), scheme_of(key, algorithm), &standard, signature, signature_count, message, count);
}

copenssl_bytes *copenssl_sm2_sign(
    const copenssl_key *key, const uint8_t *identifier, size_t identifier_count, const uint8_t *message, size_t count) {
  struct identifier own = {identifier, identifier_count};
  return sign(pkey(key), scheme_of(key, COPENSSL_SM2_SM3), &own, message, count);
}

int copenssl_sm2_verify(
    const copenssl_key *key, const uint8_t *identifier, size_t identifier_count, const uint8_t *signature,
    size_t signature_count, const uint8_t *message, size_t count) {
  struct identifier own = {identifier, identifier_count};
  return verify(
      pkey(key), scheme_of(key, COPENSSL_SM2_SM3), &own, signature, signature_count, message, count);
}
