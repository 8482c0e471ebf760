#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <string.h>

#include "internal.h"

struct passphrase {
  const uint8_t *start;
  size_t count;
  int was_asked;
};

static int give_passphrase(char *buffer, int capacity, int is_writing, void *given) {
  (void)is_writing;
  struct passphrase *passphrase = given;
  passphrase->was_asked = 1;
  if (!passphrase->start || passphrase->count > (size_t)capacity) return -1;
  memcpy(buffer, passphrase->start, passphrase->count);
  return (int)passphrase->count;
}

copenssl_key *copenssl_key_from_file(
    const uint8_t *content, size_t count, const uint8_t *passphrase, size_t passphrase_count, int *was_encrypted) {
  *was_encrypted = 0;
  if (count > INT_MAX) return NULL;
  struct passphrase given = {passphrase, passphrase_count, 0};
  BIO *bio = BIO_new_mem_buf(content, (int)count);
  if (!bio) return NULL;
  EVP_PKEY *key = NULL;
  if (count && content[0] == 0x30) {
    const unsigned char *next = content;
    key = d2i_AutoPrivateKey(NULL, &next, (long)count);
    if (!key) key = d2i_PKCS8PrivateKey_bio(bio, NULL, give_passphrase, &given);
  } else {
    key = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, &given);
  }
  BIO_free(bio);
  *was_encrypted = given.was_asked;
  return (copenssl_key *)key;
}

copenssl_key *copenssl_key_from_pkcs12(
    const uint8_t *der, size_t count, const uint8_t *passphrase, size_t passphrase_count, int *is_pkcs12,
    copenssl_bytes **certificates) {
  *is_pkcs12 = 0;
  *certificates = NULL;
  char text[1025];
  if (count > LONG_MAX || passphrase_count >= sizeof text) return NULL;
  memcpy(text, passphrase, passphrase_count);
  text[passphrase_count] = 0;
  const unsigned char *next = der;
  PKCS12 *file = d2i_PKCS12(NULL, &next, (long)count);
  EVP_PKEY *key = NULL;
  X509 *own = NULL;
  STACK_OF(X509) *others = NULL;
  BIO *bio = file ? BIO_new(BIO_s_mem()) : NULL;
  *is_pkcs12 = file != NULL;
  if (bio && PKCS12_parse(file, text, &key, &own, &others) == 1) {
    int good = !own || PEM_write_bio_X509(bio, own) == 1;
    for (int i = 0; good && i < sk_X509_num(others); i++) good = PEM_write_bio_X509(bio, sk_X509_value(others, i));
    if (good) *certificates = copenssl_bytes_of_bio(bio);
  }
  OPENSSL_cleanse(text, sizeof text);
  X509_free(own);
  sk_X509_pop_free(others, X509_free);
  BIO_free(bio);
  PKCS12_free(file);
  return (copenssl_key *)key;
}

copenssl_bytes *copenssl_encrypt_oaep(const copenssl_key *key, int sha256, const uint8_t *plain, size_t count) {
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, pkey(key), NULL);
  const EVP_MD *hash = sha256 ? EVP_sha256() : EVP_sha1();
  unsigned char buffer[1024];
  size_t length = sizeof buffer;
  copenssl_bytes *bytes = NULL;
  if (context && EVP_PKEY_encrypt_init(context) == 1 &&
      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
      EVP_PKEY_CTX_set_rsa_oaep_md(context, hash) == 1 && EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash) == 1 &&
      EVP_PKEY_encrypt(context, buffer, &length, plain, count) == 1)
    bytes = copenssl_bytes_copy(buffer, length);
  EVP_PKEY_CTX_free(context);
  return bytes;
}
