#include <openssl/err.h>
#include <string.h>

#include "internal.h"

struct copenssl_crl {
  X509_CRL *list;
  unsigned char *der;
  size_t count;
};

void copenssl_crl_free(copenssl_crl *crl) {
  if (!crl) return;
  X509_CRL_free(crl->list);
  OPENSSL_free(crl->der);
  OPENSSL_free(crl);
}

// A list with a critical extension that is not understood here answers for less, or for other issuers, than it seems
// to (RFC 5280 §5.2, §5.3): partial, delta and indirect lists are refused as a whole.
static int is_complete(X509_CRL *list) {
  for (int i = 0; i < X509_CRL_get_ext_count(list); i++) {
    X509_EXTENSION *extension = X509_CRL_get_ext(list, i);
    int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    if (X509_EXTENSION_get_critical(extension) || nid == NID_delta_crl || nid == NID_issuing_distribution_point) return 0;
  }
  STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(list);
  for (int i = 0; i < sk_X509_REVOKED_num(entries); i++) {
    const X509_REVOKED *entry = sk_X509_REVOKED_value(entries, i);
    for (int j = 0; j < X509_REVOKED_get_ext_count(entry); j++)
      if (X509_EXTENSION_get_critical(X509_REVOKED_get_ext(entry, j))) return 0;
  }
  return 1;
}

copenssl_crl *copenssl_crl_parse(const uint8_t *der, size_t count) {
  if (count > LONG_MAX) return NULL;
  copenssl_crl *crl = OPENSSL_zalloc(sizeof *crl);
  if (!crl) return NULL;
  const unsigned char *next = der;
  int64_t this_update, next_update;
  int length = -1;
  crl->list = d2i_X509_CRL(NULL, &next, (long)count);
  if (crl->list) length = i2d_X509_CRL(crl->list, &crl->der);
  if (length < 0 || (size_t)length != count || memcmp(crl->der, der, count) != 0 || !is_complete(crl->list) ||
      !copenssl_crl_validity(crl, &this_update, &next_update)) {
    copenssl_crl_free(crl);
    return NULL;
  }
  crl->count = count;
  copenssl_crl_contains(crl, (const uint8_t *)"", 1);  // sorts the entries now, so that later look-ups only read
  return crl;
}

copenssl_bytes *copenssl_crl_issuer(const copenssl_crl *crl) {
  return copenssl_bytes_of_name(X509_CRL_get_issuer(crl->list));
}

int copenssl_crl_validity(const copenssl_crl *crl, int64_t *this_update, int64_t *next_update) {
  return copenssl_time_seconds(X509_CRL_get0_lastUpdate(crl->list), this_update) &&
         copenssl_time_seconds(X509_CRL_get0_nextUpdate(crl->list), next_update);
}

int copenssl_crl_contains(const copenssl_crl *crl, const uint8_t *serial, size_t count) {
  ASN1_INTEGER *number = copenssl_integer(serial, count);
  if (!number) return 0;
  X509_REVOKED *entry = NULL;
  int found = X509_CRL_get0_by_serial(crl->list, &entry, number) != 0;
  ASN1_INTEGER_free(number);
  return found;
}

// CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue } (RFC 5280 §5.1): gives the bytes that
// were signed exactly as they came, if the algorithm inside them is the one outside.
static int signed_part(const copenssl_crl *crl, copenssl_element *part) {
  copenssl_element whole, outer, inner;
  if (!copenssl_read_element(crl->der, crl->der + crl->count, &whole) || !copenssl_read_element(whole.content, whole.end, part) ||
      !copenssl_read_element(part->end, whole.end, &outer) || !copenssl_read_element(part->content, part->end, &inner))
    return 0;
  if (inner.tag == V_ASN1_INTEGER && !copenssl_read_element(inner.end, part->end, &inner)) return 0;  // after the version
  size_t count = (size_t)(outer.end - outer.start);
  return (size_t)(inner.end - inner.start) == count && memcmp(inner.start, outer.start, count) == 0;
}

// Checked here rather than by X509_CRL_verify: libcrypto gives its own check no way to name a signer's distinguishing
// identifier, without which no list of an SM2 authority is good.
int copenssl_crl_is_signed_by(const copenssl_crl *crl, const copenssl_certificate *issuer) {
  if (X509_NAME_cmp(X509_CRL_get_issuer(crl->list), X509_get_subject_name(x509(issuer))) != 0) return 0;
  if (!(X509_get_key_usage(x509(issuer)) & KU_CRL_SIGN)) return 0;
  const ASN1_BIT_STRING *signature = NULL;
  const X509_ALGOR *algorithm = NULL;
  X509_CRL_get0_signature(crl->list, &signature, &algorithm);
  if ((signature->flags & ASN1_STRING_FLAG_BITS_LEFT) && (signature->flags & 0x07)) return 0;
  copenssl_element part;
  if (!signed_part(crl, &part)) return 0;
  EVP_PKEY *key = X509_get0_pubkey(x509(issuer));
  int good = key && copenssl_verify(
                        (const copenssl_key *)key, copenssl_algorithm_of(algorithm), ASN1_STRING_get0_data(signature),
                        (size_t)ASN1_STRING_length(signature), part.start,
                        (size_t)(part.end - part.start));
  ERR_clear_error();
  return good;
}
