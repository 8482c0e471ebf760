#include <openssl/err.h>
#include <string.h>

#include "internal.h"

// By which identifier an issuer with an SM2 key signed it: no certificate says, and libcrypto would take none at all. It
// would also refuse the signature of another key that is given one.
static int name_signer(X509 *certificate) {
  if (X509_get_signature_nid(certificate) != NID_SM2_with_SM3) return 1;
  ASN1_OCTET_STRING *identifier = copenssl_identifier();
  if (identifier) X509_set0_distinguishing_id(certificate, identifier);
  return identifier != NULL;
}

copenssl_certificate *copenssl_certificate_parse(const uint8_t *der, size_t count) {
  if (count > LONG_MAX) return NULL;
  const unsigned char *next = der;
  X509 *certificate = d2i_X509(NULL, &next, (long)count);
  if (!certificate) return NULL;
  unsigned char *again = NULL;
  int length = i2d_X509(certificate, &again);
  // Only DER: what the parser would write differently, or with something behind it, is another certificate. A negative
  // serial number is not one (RFC 5280 §4.1.2.2).
  int good = length >= 0 && (size_t)length == count && memcmp(again, der, count) == 0 &&
             ASN1_STRING_type(X509_get0_serialNumber(certificate)) == V_ASN1_INTEGER;
  OPENSSL_free(again);
  // Reads all extensions once, so that what follows only reads, from any thread.
  if (good && name_signer(certificate) && X509_check_purpose(certificate, -1, 0) == 1)
    return (copenssl_certificate *)certificate;
  X509_free(certificate);
  return NULL;
}

void copenssl_certificate_free(copenssl_certificate *certificate) { X509_free(x509(certificate)); }

copenssl_bytes *copenssl_certificate_der(const copenssl_certificate *certificate) {
  unsigned char *der = NULL;
  int count = i2d_X509(x509(certificate), &der);
  return copenssl_bytes_take(der, count);
}

int copenssl_certificate_is_issued_by(const copenssl_certificate *certificate, const copenssl_certificate *issuer) {
  const ASN1_BIT_STRING *signature = NULL;
  const X509_ALGOR *algorithm = NULL;
  X509_get0_signature(&signature, &algorithm, x509(certificate));
  EVP_PKEY *key = X509_get0_pubkey(x509(issuer));
  int good = key && copenssl_algorithm_of(algorithm) && X509_check_ca(x509(issuer)) == 1 &&
             X509_check_issued(x509(issuer), x509(certificate)) == X509_V_OK && X509_verify(x509(certificate), key) == 1;
  ERR_clear_error();
  return good;
}

copenssl_bytes *copenssl_certificate_subject(const copenssl_certificate *certificate) {
  return copenssl_bytes_of_name(X509_get_subject_name(x509(certificate)));
}

copenssl_bytes *copenssl_certificate_common_name(const copenssl_certificate *certificate) {
  const X509_NAME *name = X509_get_subject_name(x509(certificate));
  int index = -1;
  for (int next; (next = X509_NAME_get_index_by_NID(name, NID_commonName, index)) >= 0;) index = next;
  if (index < 0) return NULL;
  unsigned char *utf8 = NULL;
  int count = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
  return copenssl_bytes_take(utf8, count);
}

static copenssl_bytes *bytes_of_string(const ASN1_STRING *string) {
  return string ? copenssl_bytes_copy(ASN1_STRING_get0_data(string), (size_t)ASN1_STRING_length(string)) : NULL;
}

copenssl_bytes *copenssl_certificate_serial(const copenssl_certificate *certificate) {
  return bytes_of_string(X509_get0_serialNumber(x509(certificate)));
}

copenssl_bytes *copenssl_certificate_subject_key_identifier(const copenssl_certificate *certificate) {
  return bytes_of_string(X509_get0_subject_key_id(x509(certificate)));
}

copenssl_bytes *copenssl_certificate_authority_key_identifier(const copenssl_certificate *certificate) {
  return bytes_of_string(X509_get0_authority_key_id(x509(certificate)));
}

static copenssl_bytes *texts_of_alternatives(const copenssl_certificate *certificate, int type) {
  GENERAL_NAMES *names = X509_get_ext_d2i(x509(certificate), NID_subject_alt_name, NULL, NULL);
  BIO *bio = names ? BIO_new(BIO_s_mem()) : NULL;
  int good = bio != NULL;
  for (int i = 0; good && i < sk_GENERAL_NAME_num(names); i++) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
    if (name->type != type) continue;
    const unsigned char *text = ASN1_STRING_get0_data(name->d.ia5);
    int count = ASN1_STRING_length(name->d.ia5), printable = count > 0;
    // A name with a zero byte or anything unprintable is no name, and must not be read as its first half.
    for (int j = 0; j < count; j++) printable &= text[j] > 0x20 && text[j] < 0x7f;
    if (printable) good = BIO_write(bio, text, count) == count && BIO_write(bio, "", 1) == 1;
  }
  copenssl_bytes *bytes = good ? copenssl_bytes_of_bio(bio) : NULL;
  BIO_free(bio);
  GENERAL_NAMES_free(names);
  return bytes;
}

copenssl_bytes *copenssl_certificate_dns_names(const copenssl_certificate *certificate) {
  return texts_of_alternatives(certificate, GEN_DNS);
}

copenssl_bytes *copenssl_certificate_alternative_names(const copenssl_certificate *certificate, int kind) {
  return texts_of_alternatives(certificate, kind == COPENSSL_ALTERNATIVE_URI ? GEN_URI : GEN_EMAIL);
}

copenssl_bytes *copenssl_certificate_ip_addresses(const copenssl_certificate *certificate) {
  GENERAL_NAMES *names = X509_get_ext_d2i(x509(certificate), NID_subject_alt_name, NULL, NULL);
  BIO *bio = names ? BIO_new(BIO_s_mem()) : NULL;
  int good = bio != NULL;
  for (int i = 0; good && i < sk_GENERAL_NAME_num(names); i++) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
    if (name->type != GEN_IPADD) continue;
    int count = ASN1_STRING_length(name->d.iPAddress);
    if (count != 4 && count != 16) continue;
    unsigned char length = (unsigned char)count;
    good = BIO_write(bio, &length, 1) == 1 && BIO_write(bio, ASN1_STRING_get0_data(name->d.iPAddress), count) == count;
  }
  copenssl_bytes *bytes = good ? copenssl_bytes_of_bio(bio) : NULL;
  BIO_free(bio);
  GENERAL_NAMES_free(names);
  return bytes;
}

static int write_attribute(BIO *bio, const X509_NAME_ENTRY *entry) {
  char number[16], type[128];
  int number_count = BIO_snprintf(number, sizeof number, "%d", X509_NAME_ENTRY_set(entry));
  int type_count = OBJ_obj2txt(type, sizeof type, X509_NAME_ENTRY_get_object(entry), 1);
  if (number_count <= 0 || type_count <= 0 || type_count >= (int)sizeof type) return 0;
  unsigned char *value = NULL;
  int count = ASN1_STRING_to_UTF8(&value, X509_NAME_ENTRY_get_data(entry));
  int good = count >= 0 && memchr(value, 0, (size_t)count) == NULL &&
             BIO_write(bio, number, number_count + 1) == number_count + 1 &&
             BIO_write(bio, type, type_count + 1) == type_count + 1 &&
             (count == 0 || BIO_write(bio, value, count) == count) && BIO_write(bio, "", 1) == 1;
  OPENSSL_free(value);
  return good;
}

copenssl_bytes *copenssl_certificate_subject_attributes(const copenssl_certificate *certificate) {
  const X509_NAME *subject = X509_get_subject_name(x509(certificate));
  BIO *bio = BIO_new(BIO_s_mem());
  int good = bio != NULL;
  for (int i = 0; good && i < X509_NAME_entry_count(subject); i++)
    good = write_attribute(bio, X509_NAME_get_entry(subject, i));
  copenssl_bytes *bytes = good ? copenssl_bytes_of_bio(bio) : NULL;
  BIO_free(bio);
  ERR_clear_error();
  return bytes;
}

copenssl_bytes *copenssl_certificate_purposes(const copenssl_certificate *certificate) {
  int critical = -1;
  EXTENDED_KEY_USAGE *purposes = X509_get_ext_d2i(x509(certificate), NID_ext_key_usage, &critical, NULL);
  if (!purposes) return critical == -1 ? NULL : copenssl_bytes_copy("", 0);
  BIO *bio = BIO_new(BIO_s_mem());
  int good = bio != NULL;
  for (int i = 0; good && i < sk_ASN1_OBJECT_num(purposes); i++) {
    char text[256];
    int count = OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(purposes, i), 1);
    // With its zero byte, so that no purpose is read as the beginning of another.
    good = count > 0 && count < (int)sizeof text && BIO_write(bio, text, count + 1) == count + 1;
  }
  copenssl_bytes *bytes = good ? copenssl_bytes_of_bio(bio) : copenssl_bytes_copy("", 0);
  BIO_free(bio);
  EXTENDED_KEY_USAGE_free(purposes);
  return bytes;
}

copenssl_bytes *copenssl_certificate_public_info(const copenssl_certificate *certificate) {
  unsigned char *der = NULL;
  int count = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509(certificate)), &der);
  return copenssl_bytes_take(der, count);
}

copenssl_bytes *copenssl_certificate_key_oid(const copenssl_certificate *certificate) {
  X509_ALGOR *algorithm = NULL;
  if (!X509_PUBKEY_get0_param(NULL, NULL, NULL, &algorithm, X509_get_X509_PUBKEY(x509(certificate)))) return NULL;
  const ASN1_OBJECT *object = NULL;
  int type = 0;
  const void *parameter = NULL;
  X509_ALGOR_get0(&object, &type, &parameter, algorithm);
  if (type == V_ASN1_OBJECT && parameter) object = parameter;
  char text[128];
  int count = OBJ_obj2txt(text, sizeof text, object, 1);
  return count > 0 && count < (int)sizeof text ? copenssl_bytes_copy(text, (size_t)count) : NULL;
}

copenssl_key *copenssl_certificate_key(const copenssl_certificate *certificate) {
  return (copenssl_key *)X509_get_pubkey(x509(certificate));
}

int copenssl_certificate_validity(const copenssl_certificate *certificate, int64_t *not_before, int64_t *not_after) {
  return copenssl_time_seconds(X509_get0_notBefore(x509(certificate)), not_before) &&
         copenssl_time_seconds(X509_get0_notAfter(x509(certificate)), not_after);
}

// 1 is "by basicConstraints"; libcrypto's other answers are guesses for certificates of version 1 and Netscape's.
int copenssl_certificate_is_authority(const copenssl_certificate *certificate) {
  return X509_check_ca(x509(certificate)) == 1;
}

int copenssl_certificate_is_self_issued(const copenssl_certificate *certificate) {
  return (X509_get_extension_flags(x509(certificate)) & EXFLAG_SI) != 0;
}
