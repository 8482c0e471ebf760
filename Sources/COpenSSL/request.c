#include <openssl/err.h>
#include <string.h>

#include "internal.h"

static X509_REQ *x509_request(const copenssl_request *request) { return (X509_REQ *)request; }

// As a certificate's.
static int name_signer(X509_REQ *request) {
  if (X509_REQ_get_signature_nid(request) != NID_SM2_with_SM3) return 1;
  ASN1_OCTET_STRING *identifier = copenssl_identifier();
  if (identifier) X509_REQ_set0_distinguishing_id(request, identifier);
  return identifier != NULL;
}

copenssl_request *copenssl_request_parse(const uint8_t *der, size_t count) {
  if (count > LONG_MAX) return NULL;
  const unsigned char *next = der;
  X509_REQ *request = d2i_X509_REQ(NULL, &next, (long)count);
  unsigned char *again = NULL;
  int length = request ? i2d_X509_REQ(request, &again) : -1;
  // Only DER, as for certificates.
  int good = length >= 0 && (size_t)length == count && memcmp(again, der, count) == 0;
  OPENSSL_free(again);
  if (good && name_signer(request)) return (copenssl_request *)request;
  X509_REQ_free(request);
  return NULL;
}

void copenssl_request_free(copenssl_request *request) { X509_REQ_free(x509_request(request)); }

copenssl_bytes *copenssl_request_subject(const copenssl_request *request) {
  return copenssl_bytes_of_name(X509_REQ_get_subject_name(x509_request(request)));
}

copenssl_bytes *copenssl_request_public_info(const copenssl_request *request) {
  unsigned char *der = NULL;
  int count = i2d_X509_PUBKEY(X509_REQ_get_X509_PUBKEY(x509_request(request)), &der);
  return copenssl_bytes_take(der, count);
}

int copenssl_request_is_signed(const copenssl_request *request) {
  const X509_ALGOR *algorithm = NULL;
  X509_REQ_get0_signature(x509_request(request), NULL, &algorithm);
  EVP_PKEY *key = X509_REQ_get0_pubkey(x509_request(request));
  int good = key && copenssl_algorithm_of(algorithm) && X509_REQ_verify(x509_request(request), key) == 1;
  ERR_clear_error();
  return good;
}
