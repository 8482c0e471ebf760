#pragma once
// What the .c files of this target share. Casts between the opaque types and libcrypto's stand here only.
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "copenssl.h"

static inline EVP_PKEY *pkey(const copenssl_key *key) { return (EVP_PKEY *)key; }
static inline X509 *x509(const copenssl_certificate *certificate) { return (X509 *)certificate; }

copenssl_bytes *copenssl_bytes_copy(const void *start, size_t count);
// Takes ownership of what an i2d function allocated: `count` is its return value.
copenssl_bytes *copenssl_bytes_take(unsigned char *start, int count);
copenssl_bytes *copenssl_bytes_of_bio(BIO *bio);
copenssl_bytes *copenssl_bytes_of_name(const X509_NAME *name);

int copenssl_time_seconds(const ASN1_TIME *time, int64_t *seconds);
ASN1_INTEGER *copenssl_integer(const uint8_t *magnitude, size_t count);
// The identifier by which everybody signs who has agreed on no other (GB/T 35276). libcrypto knows no default but none.
#define COPENSSL_SM2_IDENTIFIER "1234567812345678"

ASN1_OCTET_STRING *copenssl_identifier(void);

// One element of DER, where it lies.
typedef struct {
  const uint8_t *start;  // of its header
  const uint8_t *content;
  const uint8_t *end;
  int tag;
} copenssl_element;

int copenssl_read_element(const uint8_t *start, const uint8_t *end, copenssl_element *element);

// What X509_sign_ctx and its like take for this key: SM3 and the identifier for SM2, SHA-256 for the others.
EVP_MD_CTX *copenssl_signing_context(const copenssl_key *key);
void copenssl_signing_context_free(EVP_MD_CTX *context, const copenssl_key *key);

// The algorithm of an AlgorithmIdentifier, 0 for one that is not accepted here.
int copenssl_algorithm_of(const X509_ALGOR *identifier);
