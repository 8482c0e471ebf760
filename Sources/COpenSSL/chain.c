#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "internal.h"

struct copenssl_chain {
  X509_STORE *anchors;
  STACK_OF(X509) * intermediates;
  STACK_OF(X509) * verified;
};

copenssl_chain *copenssl_chain_new(void) {
  copenssl_chain *chain = OPENSSL_zalloc(sizeof *chain);
  if (!chain) return NULL;
  chain->anchors = X509_STORE_new();  // empty: no default paths, no look-ups
  chain->intermediates = sk_X509_new_null();
  if (chain->anchors && chain->intermediates) return chain;
  copenssl_chain_free(chain);
  return NULL;
}

void copenssl_chain_free(copenssl_chain *chain) {
  if (!chain) return;
  X509_STORE_free(chain->anchors);
  sk_X509_pop_free(chain->intermediates, X509_free);
  sk_X509_pop_free(chain->verified, X509_free);
  OPENSSL_free(chain);
}

int copenssl_chain_add_intermediate(copenssl_chain *chain, const copenssl_certificate *certificate) {
  return X509_add_cert(chain->intermediates, x509(certificate), X509_ADD_FLAG_UP_REF) == 1;
}

int copenssl_chain_add_anchor(copenssl_chain *chain, const copenssl_certificate *certificate) {
  return X509_STORE_add_cert(chain->anchors, x509(certificate)) == 1;
}

static int rejection_of(int code) {
  switch (code) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return COPENSSL_CHAIN_EXPIRED;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return COPENSSL_CHAIN_NOT_YET_VALID;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_REJECTED:
      return COPENSSL_CHAIN_UNTRUSTED_ANCHOR;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
    case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return COPENSSL_CHAIN_BAD_SIGNATURE;
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
      return COPENSSL_CHAIN_NOT_AN_AUTHORITY;
    case X509_V_ERR_INVALID_PURPOSE:
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_EXCLUDED_VIOLATION:
      return COPENSSL_CHAIN_WRONG_USAGE;
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return COPENSSL_CHAIN_TOO_LONG;
    default:
      return COPENSSL_CHAIN_MALFORMED;
  }
}

// libcrypto passes over an issuer without keyCertSign and then says only that it found none. Tell the two apart.
static int is_issued_by_no_authority(const copenssl_chain *chain, const X509 *subject) {
  for (int i = 0; subject && i < sk_X509_num(chain->intermediates); i++) {
    X509 *candidate = sk_X509_value(chain->intermediates, i);
    if (X509_NAME_cmp(X509_get_subject_name(candidate), X509_get_issuer_name(subject)) == 0 &&
        X509_check_ca(candidate) != 1)
      return 1;
  }
  return 0;
}

static int usage_of(STACK_OF(X509) * verified) {
  for (int i = 1; i < sk_X509_num(verified); i++)
    if (X509_check_ca(sk_X509_value(verified, i)) != 1) return COPENSSL_CHAIN_NOT_AN_AUTHORITY;
  // X509_get_key_usage gives all bits where the extension is absent (RFC 5280 §4.2.1.3).
  if (!(X509_get_key_usage(sk_X509_value(verified, 0)) & KU_DIGITAL_SIGNATURE)) return COPENSSL_CHAIN_WRONG_USAGE;
  return COPENSSL_CHAIN_GOOD;
}

int copenssl_chain_verify(copenssl_chain *chain, const copenssl_certificate *leaf, int64_t at) {
  X509_STORE_CTX *context = X509_STORE_CTX_new();
  if (!context) return COPENSSL_CHAIN_MALFORMED;
  int result = COPENSSL_CHAIN_MALFORMED;
  if (X509_STORE_CTX_init(context, chain->anchors, x509(leaf), chain->intermediates) == 1) {
    X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(rules, (time_t)at);
    X509_VERIFY_PARAM_set_depth(rules, 10);
    X509_VERIFY_PARAM_set_auth_level(rules, 2);  // 112 bits: no SHA-1, no RSA below 2048
    if (X509_verify_cert(context) == 1) {
      sk_X509_pop_free(chain->verified, X509_free);
      chain->verified = X509_STORE_CTX_get1_chain(context);
      result = chain->verified ? usage_of(chain->verified) : COPENSSL_CHAIN_MALFORMED;
    } else {
      result = rejection_of(X509_STORE_CTX_get_error(context));
      if (result == COPENSSL_CHAIN_UNTRUSTED_ANCHOR &&
          is_issued_by_no_authority(chain, X509_STORE_CTX_get_current_cert(context)))
        result = COPENSSL_CHAIN_NOT_AN_AUTHORITY;
    }
  }
  X509_STORE_CTX_free(context);
  ERR_clear_error();
  return result;
}

size_t copenssl_chain_count(const copenssl_chain *chain) {
  return chain->verified ? (size_t)sk_X509_num(chain->verified) : 0;
}

copenssl_bytes *copenssl_chain_certificate_der(const copenssl_chain *chain, size_t index) {
  if (index >= copenssl_chain_count(chain)) return NULL;
  return copenssl_certificate_der((const copenssl_certificate *)sk_X509_value(chain->verified, (int)index));
}
