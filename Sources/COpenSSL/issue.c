#include <openssl/err.h>
#include <string.h>

#include "internal.h"

struct copenssl_draft {
  X509 *certificate;
  GENERAL_NAMES *names;
  EXTENDED_KEY_USAGE *purposes;
};

copenssl_draft *copenssl_draft_new(void) {
  copenssl_draft *draft = OPENSSL_zalloc(sizeof *draft);
  if (!draft) return NULL;
  draft->certificate = X509_new();
  draft->names = GENERAL_NAMES_new();
  draft->purposes = EXTENDED_KEY_USAGE_new();
  if (draft->certificate && draft->names && draft->purposes && X509_set_version(draft->certificate, X509_VERSION_3)) return draft;
  copenssl_draft_free(draft);
  return NULL;
}

void copenssl_draft_free(copenssl_draft *draft) {
  if (!draft) return;
  X509_free(draft->certificate);
  GENERAL_NAMES_free(draft->names);
  EXTENDED_KEY_USAGE_free(draft->purposes);
  OPENSSL_free(draft);
}

int copenssl_draft_set_serial(copenssl_draft *draft, const uint8_t *serial, size_t count) {
  ASN1_INTEGER *number = copenssl_integer(serial, count);
  int done = number && X509_set_serialNumber(draft->certificate, number);
  ASN1_INTEGER_free(number);
  return done;
}

int copenssl_draft_set_validity(copenssl_draft *draft, int64_t not_before, int64_t not_after) {
  return ASN1_TIME_set(X509_getm_notBefore(draft->certificate), (time_t)not_before) != NULL &&
         ASN1_TIME_set(X509_getm_notAfter(draft->certificate), (time_t)not_after) != NULL;
}

int copenssl_draft_add_name(copenssl_draft *draft, int attribute, const uint8_t *utf8, size_t count) {
  if (count > 256) return 0;
  int nid = attribute == COPENSSL_NAME_ORGANIZATION ? NID_organizationName : NID_commonName;
  return X509_NAME_add_entry_by_NID(
             X509_get_subject_name(draft->certificate), nid, MBSTRING_UTF8, utf8, (int)count, -1, 0) == 1;
}

int copenssl_draft_set_key(copenssl_draft *draft, const copenssl_key *key) {
  return X509_set_pubkey(draft->certificate, pkey(key)) == 1;
}

static int push_name(copenssl_draft *draft, int type, ASN1_STRING *value) {
  GENERAL_NAME *name = value ? GENERAL_NAME_new() : NULL;
  if (!name) {
    ASN1_STRING_free(value);
    return 0;
  }
  GENERAL_NAME_set0_value(name, type, value);
  if (sk_GENERAL_NAME_push(draft->names, name) > 0) return 1;
  GENERAL_NAME_free(name);
  return 0;
}

int copenssl_draft_add_dns_name(copenssl_draft *draft, const uint8_t *ascii, size_t count) {
  if (count == 0 || count > 255) return 0;
  ASN1_IA5STRING *text = ASN1_IA5STRING_new();
  if (text && ASN1_STRING_set(text, ascii, (int)count)) return push_name(draft, GEN_DNS, text);
  ASN1_IA5STRING_free(text);
  return 0;
}

int copenssl_draft_add_ip_address(copenssl_draft *draft, const uint8_t *ascii, size_t count) {
  char text[64];
  if (count >= sizeof text || memchr(ascii, 0, count)) return 0;
  memcpy(text, ascii, count);
  text[count] = 0;
  return push_name(draft, GEN_IPADD, a2i_IPADDRESS(text));
}

int copenssl_draft_add_purpose(copenssl_draft *draft, const uint8_t *ascii, size_t count) {
  char text[256];
  if (count == 0 || count >= sizeof text || memchr(ascii, 0, count)) return 0;
  memcpy(text, ascii, count);
  text[count] = 0;
  ASN1_OBJECT *purpose = OBJ_txt2obj(text, 1);
  if (purpose && sk_ASN1_OBJECT_push(draft->purposes, purpose) > 0) return 1;
  ASN1_OBJECT_free(purpose);
  return 0;
}

static int add_extension(X509 *certificate, X509V3_CTX *context, int nid, const char *value) {
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, nid, value);
  int done = extension && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return done;
}

static int add_usage(X509 *certificate, X509V3_CTX *context, int use, int path_length) {
  char constraints[64] = "critical,CA:FALSE";
  if (use == COPENSSL_USE_AUTHORITY) {
    if (path_length < 0)
      BIO_snprintf(constraints, sizeof constraints, "critical,CA:TRUE");
    else
      BIO_snprintf(constraints, sizeof constraints, "critical,CA:TRUE,pathlen:%d", path_length);
  }
  const char *usage = use == COPENSSL_USE_AUTHORITY ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature";
  return add_extension(certificate, context, NID_basic_constraints, constraints) &&
         add_extension(certificate, context, NID_key_usage, usage);
}

copenssl_bytes *copenssl_draft_sign(
    copenssl_draft *draft, int use, int path_length, const copenssl_certificate *issuer, const copenssl_key *key) {
  X509 *certificate = draft->certificate;
  X509 *authority = issuer ? x509(issuer) : certificate;
  X509V3_CTX context;
  X509V3_set_ctx(&context, authority, certificate, NULL, NULL, 0);
  if (!X509_set_issuer_name(certificate, X509_get_subject_name(authority)) ||
      !add_extension(certificate, &context, NID_subject_key_identifier, "hash") ||
      (issuer && !add_extension(certificate, &context, NID_authority_key_identifier, "keyid:always")) ||
      !add_usage(certificate, &context, use, path_length))
    return NULL;
  if (sk_GENERAL_NAME_num(draft->names) > 0 &&
      X509_add1_ext_i2d(certificate, NID_subject_alt_name, draft->names, 0, X509V3_ADD_APPEND) != 1)
    return NULL;
  // Not critical: a verifier that knows the extension must obey it either way (RFC 5280 §4.2.1.12), and one that does not
  // know it could not be helped by a refusal.
  if (sk_ASN1_OBJECT_num(draft->purposes) > 0 &&
      X509_add1_ext_i2d(certificate, NID_ext_key_usage, draft->purposes, 0, X509V3_ADD_APPEND) != 1)
    return NULL;
  EVP_MD_CTX *signing = copenssl_signing_context(key);
  int done = signing && X509_sign_ctx(certificate, signing) > 0;
  copenssl_signing_context_free(signing, key);
  if (!done) return NULL;
  return copenssl_certificate_der((const copenssl_certificate *)certificate);
}

struct copenssl_crl_draft {
  X509_CRL *list;
  X509 *issuer;
  int64_t number;
};

copenssl_crl_draft *copenssl_crl_draft_new(
    const copenssl_certificate *issuer, int64_t this_update, int64_t next_update) {
  copenssl_crl_draft *draft = OPENSSL_zalloc(sizeof *draft);
  if (!draft) return NULL;
  ASN1_TIME *from = ASN1_TIME_set(NULL, (time_t)this_update);
  ASN1_TIME *until = ASN1_TIME_set(NULL, (time_t)next_update);
  draft->list = X509_CRL_new();
  draft->number = this_update;
  int good = from && until && draft->list && X509_up_ref(x509(issuer));
  if (good) draft->issuer = x509(issuer);
  good = good && X509_CRL_set_version(draft->list, X509_CRL_VERSION_2) &&
         X509_CRL_set_issuer_name(draft->list, X509_get_subject_name(draft->issuer)) &&
         X509_CRL_set1_lastUpdate(draft->list, from) && X509_CRL_set1_nextUpdate(draft->list, until);
  ASN1_TIME_free(from);
  ASN1_TIME_free(until);
  if (good) return draft;
  copenssl_crl_draft_free(draft);
  return NULL;
}

void copenssl_crl_draft_free(copenssl_crl_draft *draft) {
  if (!draft) return;
  X509_CRL_free(draft->list);
  X509_free(draft->issuer);
  OPENSSL_free(draft);
}

int copenssl_crl_draft_add(copenssl_crl_draft *draft, const uint8_t *serial, size_t count, int64_t at) {
  X509_REVOKED *entry = X509_REVOKED_new();
  ASN1_INTEGER *number = copenssl_integer(serial, count);
  ASN1_TIME *time = ASN1_TIME_set(NULL, (time_t)at);
  int done = entry && number && time && X509_REVOKED_set_serialNumber(entry, number) &&
             X509_REVOKED_set_revocationDate(entry, time) && X509_CRL_add0_revoked(draft->list, entry);
  if (!done) X509_REVOKED_free(entry);
  ASN1_INTEGER_free(number);
  ASN1_TIME_free(time);
  return done;
}

copenssl_bytes *copenssl_crl_draft_sign(copenssl_crl_draft *draft, const copenssl_key *key) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, draft->issuer, NULL, NULL, draft->list, 0);
  X509_EXTENSION *authority = X509V3_EXT_conf_nid(NULL, &context, NID_authority_key_identifier, "keyid:always");
  ASN1_INTEGER *number = ASN1_INTEGER_new();
  // The number must grow from list to list (RFC 5280 §5.2.3); the time it is made at does.
  int good = authority && number && X509_CRL_add_ext(draft->list, authority, -1) == 1 &&
             ASN1_INTEGER_set_int64(number, draft->number) &&
             X509_CRL_add1_ext_i2d(draft->list, NID_crl_number, number, 0, X509V3_ADD_APPEND) == 1 &&
             X509_CRL_sort(draft->list);
  EVP_MD_CTX *signing = good ? copenssl_signing_context(key) : NULL;
  good = signing && X509_CRL_sign_ctx(draft->list, signing) > 0;
  copenssl_signing_context_free(signing, key);
  X509_EXTENSION_free(authority);
  ASN1_INTEGER_free(number);
  if (!good) return NULL;
  unsigned char *der = NULL;
  int count = i2d_X509_CRL(draft->list, &der);
  return copenssl_bytes_take(der, count);
}
