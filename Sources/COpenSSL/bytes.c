#include <openssl/err.h>
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <string.h>
#include <time.h>

#include "internal.h"

struct copenssl_bytes {
  size_t count;
  uint8_t *start;
};

const uint8_t *copenssl_bytes_start(const copenssl_bytes *bytes) { return bytes->start; }

size_t copenssl_bytes_count(const copenssl_bytes *bytes) { return bytes->count; }

// Private keys pass through here too, so every run is wiped before it is given back.
void copenssl_bytes_free(copenssl_bytes *bytes) {
  if (!bytes) return;
  OPENSSL_clear_free(bytes->start, bytes->count);
  OPENSSL_free(bytes);
}

copenssl_bytes *copenssl_bytes_copy(const void *start, size_t count) {
  unsigned char *copy = OPENSSL_malloc(count ? count : 1);
  if (!copy) return NULL;
  if (count) memcpy(copy, start, count);
  copenssl_bytes *bytes = OPENSSL_malloc(sizeof *bytes);
  if (!bytes) {
    OPENSSL_clear_free(copy, count);
    return NULL;
  }
  bytes->start = copy;
  bytes->count = count;
  return bytes;
}

copenssl_bytes *copenssl_bytes_take(unsigned char *start, int count) {
  if (count < 0 || !start) return NULL;
  copenssl_bytes *bytes = copenssl_bytes_copy(start, (size_t)count);
  OPENSSL_clear_free(start, (size_t)count);
  return bytes;
}

copenssl_bytes *copenssl_bytes_of_bio(BIO *bio) {
  char *start = NULL;
  long count = BIO_get_mem_data(bio, &start);
  return count < 0 ? NULL : copenssl_bytes_copy(start, (size_t)count);
}

// RFC 4514's order and escapes, but characters beyond ASCII stay readable.
copenssl_bytes *copenssl_bytes_of_name(const X509_NAME *name) {
  BIO *bio = BIO_new(BIO_s_mem());
  if (!bio) return NULL;
  copenssl_bytes *bytes = NULL;
  if (X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0) bytes = copenssl_bytes_of_bio(bio);
  BIO_free(bio);
  return bytes;
}

int copenssl_time_seconds(const ASN1_TIME *time, int64_t *seconds) {
  struct tm parts;
  // ASN1_TIME_to_tm reads NULL as the current time.
  if (!time || !ASN1_TIME_to_tm(time, &parts)) return 0;
  *seconds = (int64_t)timegm(&parts);
  return 1;
}

ASN1_INTEGER *copenssl_integer(const uint8_t *magnitude, size_t count) {
  if (count > 64) return NULL;
  BIGNUM *number = BN_bin2bn(magnitude, (int)count, NULL);
  ASN1_INTEGER *integer = number ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
  BN_free(number);
  return integer;
}

ASN1_OCTET_STRING *copenssl_identifier(void) {
  ASN1_OCTET_STRING *identifier = ASN1_OCTET_STRING_new();
  const unsigned char *text = (const unsigned char *)COPENSSL_SM2_IDENTIFIER;
  if (identifier && ASN1_OCTET_STRING_set(identifier, text, sizeof COPENSSL_SM2_IDENTIFIER - 1)) return identifier;
  ASN1_OCTET_STRING_free(identifier);
  return NULL;
}

size_t copenssl_take_reason(uint8_t *output, size_t capacity) {
  unsigned long code = ERR_peek_last_error();
  const char *reason = code ? ERR_reason_error_string(code) : NULL;
  size_t count = reason ? strlen(reason) : 0;
  if (count > capacity) count = capacity;
  if (count) memcpy(output, reason, count);
  ERR_clear_error();
  return count;
}

int copenssl_read_element(const uint8_t *start, const uint8_t *end, copenssl_element *element) {
  const unsigned char *next = start;
  long length = 0;
  int class = 0;
  if (start >= end || ASN1_get_object(&next, &length, &element->tag, &class, (long)(end - start)) & 0x81) return 0;
  element->start = start;
  element->content = next;
  element->end = next + length;
  return element->end <= end;
}
