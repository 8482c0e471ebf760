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
// The algorithm of an AlgorithmIdentifier, 0 for one that is not accepted here.
int copenssl_algorithm_of(const X509_ALGOR *identifier);
