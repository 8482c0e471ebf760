#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/sha.h>
#include <string.h>

#include "internal.h"

struct copenssl_ocsp {
  OCSP_BASICRESP *basic;
  // Of the BasicOCSPResponse, as it came.
  uint8_t *der;
  size_t count;
};

void copenssl_ocsp_free(copenssl_ocsp *answer) {
  if (!answer) return;
  OCSP_BASICRESP_free(answer->basic);
  OPENSSL_free(answer->der);
  OPENSSL_free(answer);
}

// OCSPResponse ::= SEQUENCE { ENUMERATED, [0] SEQUENCE { OBJECT IDENTIFIER, OCTET STRING } } (RFC 6960 §4.2.1): the content
// of the octet string, if the answer is a successful one of the basic type and nothing else is in it.
static int basic_part(const uint8_t *der, size_t count, copenssl_element *basic) {
  static const uint8_t type[] = {0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01};  // id-pkix-ocsp-basic
  copenssl_element whole, status, tagged, pair, oid;
  const uint8_t *end = der + count;
  // Whole first octets: class and form count too.
  return copenssl_read_element(der, end, &whole) && *whole.start == 0x30 && whole.end == end &&
         copenssl_read_element(whole.content, whole.end, &status) && *status.start == 0x0a &&
         status.end - status.content == 1 && *status.content == OCSP_RESPONSE_STATUS_SUCCESSFUL &&
         copenssl_read_element(status.end, whole.end, &tagged) && *tagged.start == 0xa0 && tagged.end == whole.end &&
         copenssl_read_element(tagged.content, tagged.end, &pair) && *pair.start == 0x30 && pair.end == tagged.end &&
         copenssl_read_element(pair.content, pair.end, &oid) && *oid.start == 0x06 &&
         (size_t)(oid.end - oid.content) == sizeof type && memcmp(oid.content, type, sizeof type) == 0 &&
         copenssl_read_element(oid.end, pair.end, basic) && *basic->start == 0x04 && basic->end == pair.end;
}

// What is critical and not understood may turn the answer into another one.
static int is_understood(OCSP_BASICRESP *basic) {
  for (int i = 0; i < OCSP_BASICRESP_get_ext_count(basic); i++)
    if (X509_EXTENSION_get_critical(OCSP_BASICRESP_get_ext(basic, i))) return 0;
  for (int i = 0; i < OCSP_resp_count(basic); i++) {
    OCSP_SINGLERESP *single = OCSP_resp_get0(basic, i);
    for (int j = 0; j < OCSP_SINGLERESP_get_ext_count(single); j++)
      if (X509_EXTENSION_get_critical(OCSP_SINGLERESP_get_ext(single, j))) return 0;
  }
  return 1;
}

copenssl_ocsp *copenssl_ocsp_parse(const uint8_t *der, size_t count) {
  copenssl_element basic;
  if (count > LONG_MAX || !basic_part(der, count, &basic)) return NULL;
  copenssl_ocsp *answer = OPENSSL_zalloc(sizeof *answer);
  if (!answer) return NULL;
  answer->count = (size_t)(basic.end - basic.content);
  answer->der = OPENSSL_memdup(basic.content, answer->count);
  const unsigned char *next = answer->der;
  unsigned char *again = NULL;
  int length = -1;
  if (answer->der) answer->basic = d2i_OCSP_BASICRESP(NULL, &next, (long)answer->count);
  if (answer->basic) length = i2d_OCSP_BASICRESP(answer->basic, &again);
  int good = length >= 0 && (size_t)length == answer->count && memcmp(again, answer->der, answer->count) == 0 &&
             is_understood(answer->basic);
  OPENSSL_free(again);
  ERR_clear_error();
  if (good) return answer;
  copenssl_ocsp_free(answer);
  return NULL;
}

// Whether the identifier is this certificate's, by whichever hash of those that are accepted here. They only find the
// certificate: what is believed hangs on the signature.
static int is_about(OCSP_CERTID *asked, X509 *certificate, X509 *issuer) {
  ASN1_OBJECT *algorithm = NULL;
  if (OCSP_id_get0_info(NULL, &algorithm, NULL, NULL, asked) != 1) return 0;
  int nid = OBJ_obj2nid(algorithm);
  if (nid != NID_sha1 && nid != NID_sha256 && nid != NID_sm3) return 0;
  const EVP_MD *digest = EVP_get_digestbynid(nid);
  OCSP_CERTID *own = digest ? OCSP_cert_to_id(digest, certificate, issuer) : NULL;
  int same = own && OCSP_id_cmp(own, asked) == 0;
  OCSP_CERTID_free(own);
  return same;
}

int copenssl_ocsp_status(
    const copenssl_ocsp *answer, const copenssl_certificate *certificate, const copenssl_certificate *issuer,
    int64_t *this_update, int64_t *next_update) {
  int status = COPENSSL_OCSP_SILENT;
  for (int i = 0; status == COPENSSL_OCSP_SILENT && i < OCSP_resp_count(answer->basic); i++) {
    OCSP_SINGLERESP *single = OCSP_resp_get0(answer->basic, i);
    if (!is_about((OCSP_CERTID *)OCSP_SINGLERESP_get0_id(single), x509(certificate), x509(issuer))) continue;
    ASN1_GENERALIZEDTIME *from = NULL, *until = NULL;
    int said = OCSP_single_get0_status(single, NULL, NULL, &from, &until);
    // Without an end it would be good for ever.
    if (!from || !until || !copenssl_time_seconds(from, this_update) || !copenssl_time_seconds(until, next_update))
      continue;
    status = said == V_OCSP_CERTSTATUS_GOOD      ? COPENSSL_OCSP_GOOD
             : said == V_OCSP_CERTSTATUS_REVOKED ? COPENSSL_OCSP_REVOKED
                                                 : COPENSSL_OCSP_UNKNOWN;
  }
  ERR_clear_error();
  return status;
}

static int names(const copenssl_ocsp *answer, X509 *signer) {
  const ASN1_OCTET_STRING *key = NULL;
  const X509_NAME *name = NULL;
  if (OCSP_resp_get0_id(answer->basic, &key, &name) != 1) return 0;
  if (name) return X509_NAME_cmp(name, X509_get_subject_name(signer)) == 0;
  // KeyHash: SHA-1 of the key's bits (RFC 6960 §4.2.1); a name, and no proof.
  unsigned char digest[SHA_DIGEST_LENGTH];
  const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr(signer);
  return key && bits && SHA1(ASN1_STRING_get0_data(bits), (size_t)ASN1_STRING_length(bits), digest) &&
         ASN1_STRING_length(key) == SHA_DIGEST_LENGTH &&
         memcmp(ASN1_STRING_get0_data(key), digest, SHA_DIGEST_LENGTH) == 0;
}

// Checked here rather than by OCSP_basic_verify, for the reason that revocation lists are: an SM2 key's signature is by an
// identifier, and libcrypto has no way to be told it there.
int copenssl_ocsp_is_signed_by(const copenssl_ocsp *answer, const copenssl_certificate *signer) {
  if (!names(answer, x509(signer))) return 0;
  const ASN1_OCTET_STRING *signature = OCSP_resp_get0_signature(answer->basic);
  const X509_ALGOR *algorithm = OCSP_resp_get0_tbs_sigalg(answer->basic);
  if (!signature || !algorithm) return 0;
  if ((signature->flags & ASN1_STRING_FLAG_BITS_LEFT) && (signature->flags & 0x07)) return 0;
  copenssl_element whole, part;
  if (!copenssl_read_element(answer->der, answer->der + answer->count, &whole) ||
      !copenssl_read_element(whole.content, whole.end, &part))
    return 0;
  EVP_PKEY *key = X509_get0_pubkey(x509(signer));
  int good = key && copenssl_verify(
                        (const copenssl_key *)key, copenssl_algorithm_of(algorithm), ASN1_STRING_get0_data(signature),
                        (size_t)ASN1_STRING_length(signature), part.start, (size_t)(part.end - part.start));
  ERR_clear_error();
  return good;
}

size_t copenssl_ocsp_certificate_count(const copenssl_ocsp *answer) {
  const STACK_OF(X509) *certificates = OCSP_resp_get0_certs(answer->basic);
  return certificates ? (size_t)sk_X509_num(certificates) : 0;
}

copenssl_bytes *copenssl_ocsp_certificate_der(const copenssl_ocsp *answer, size_t index) {
  if (index >= copenssl_ocsp_certificate_count(answer)) return NULL;
  return copenssl_certificate_der(
      (const copenssl_certificate *)sk_X509_value(OCSP_resp_get0_certs(answer->basic), (int)index));
}

copenssl_bytes *copenssl_ocsp_make(
    const copenssl_certificate *certificate, const copenssl_certificate *issuer, int status, int64_t revoked_at,
    int64_t this_update, int64_t next_update, const copenssl_certificate *signer, const copenssl_key *key) {
  const EVP_MD *digest = copenssl_key_kind(key) == COPENSSL_KEY_SM2 ? EVP_sm3() : EVP_sha256();
  ASN1_TIME *at = status == COPENSSL_OCSP_REVOKED ? ASN1_TIME_set(NULL, (time_t)revoked_at) : NULL;
  ASN1_GENERALIZEDTIME *from = ASN1_GENERALIZEDTIME_set(NULL, (time_t)this_update);
  ASN1_GENERALIZEDTIME *until = ASN1_GENERALIZEDTIME_set(NULL, (time_t)next_update);
  OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
  OCSP_CERTID *name = OCSP_cert_to_id(digest, x509(certificate), x509(issuer));
  EVP_MD_CTX *signing = copenssl_signing_context(key);
  unsigned long flags = signer == issuer ? OCSP_NOCERTS : 0;
  int good = from && until && basic && name && signing &&
             OCSP_basic_add1_status(basic, name, status, OCSP_REVOKED_STATUS_NOSTATUS, at, from, until) &&
             OCSP_basic_sign_ctx(basic, x509(signer), signing, NULL, flags) == 1;
  OCSP_RESPONSE *response = good ? OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic) : NULL;
  unsigned char *der = NULL;
  int count = response ? i2d_OCSP_RESPONSE(response, &der) : -1;
  OCSP_RESPONSE_free(response);
  copenssl_signing_context_free(signing, key);
  OCSP_CERTID_free(name);
  OCSP_BASICRESP_free(basic);
  ASN1_GENERALIZEDTIME_free(until);
  ASN1_GENERALIZEDTIME_free(from);
  ASN1_TIME_free(at);
  return copenssl_bytes_take(der, count);
}
