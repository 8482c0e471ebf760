#pragma once
// libcrypto behind opaque types and byte pointers. No OpenSSL header shows here, so that Swift files may import this
// module beside another TLS library whose headers use the same names.
//
// Functions that give a pointer give NULL on failure; functions that give an int give 1 for yes or done, 0 otherwise.
// After a failure `copenssl_take_reason` tells libcrypto's last reason, once, on the same thread.
#include <stddef.h>
#include <stdint.h>

// MARK: Bytes owned by the receiver

typedef struct copenssl_bytes copenssl_bytes;
const uint8_t *copenssl_bytes_start(const copenssl_bytes *bytes);
size_t copenssl_bytes_count(const copenssl_bytes *bytes);
void copenssl_bytes_free(copenssl_bytes *bytes);

// Writes at most `capacity` bytes of the last reason and empties the error queue. Gives the number of bytes written.
size_t copenssl_take_reason(uint8_t *output, size_t capacity);

// MARK: Keys

typedef struct copenssl_key copenssl_key;
enum { COPENSSL_KEY_OTHER, COPENSSL_KEY_RSA, COPENSSL_KEY_P256, COPENSSL_KEY_ED25519, COPENSSL_KEY_SM2 };

copenssl_key *copenssl_key_generate_rsa(int bits);
copenssl_key *copenssl_key_generate_p256(void);
copenssl_key *copenssl_key_generate_sm2(void);
copenssl_key *copenssl_key_from_pkcs8(const uint8_t *der, size_t count);
copenssl_key *copenssl_key_from_public_info(const uint8_t *der, size_t count);
copenssl_key *copenssl_key_from_rsa(
    const uint8_t *modulus, size_t modulus_count, const uint8_t *exponent, size_t exponent_count);
// The point uncompressed, 65 octets; it must be on the curve. `number` NULL makes a public key, else it has 32 octets.
copenssl_key *copenssl_key_from_sm2(const uint8_t *point, const uint8_t *number);
void copenssl_key_free(copenssl_key *key);
// Whether the numbers are in range, the point is on the curve and both belong together.
int copenssl_key_is_whole(const copenssl_key *key);

int copenssl_key_kind(const copenssl_key *key);
copenssl_bytes *copenssl_key_pkcs8(const copenssl_key *key);
copenssl_bytes *copenssl_key_public_info(const copenssl_key *key);
copenssl_bytes *copenssl_key_rsa_modulus(const copenssl_key *key);
copenssl_bytes *copenssl_key_rsa_exponent(const copenssl_key *key);
copenssl_bytes *copenssl_key_p256_point(const copenssl_key *key);  // X9.63, uncompressed
copenssl_bytes *copenssl_key_ed25519_point(const copenssl_key *key);
copenssl_bytes *copenssl_key_sm2_point(const copenssl_key *key);
copenssl_bytes *copenssl_key_sm2_number(const copenssl_key *key);  // 32 octets

// MARK: Signatures. One entry for every algorithm; the key must be of the algorithm's kind.

enum {
  COPENSSL_RSA_SHA256 = 1,
  COPENSSL_RSA_SHA384,
  COPENSSL_RSA_SHA512,
  COPENSSL_ECDSA_SHA256,
  COPENSSL_ECDSA_SHA384,
  COPENSSL_ECDSA_SHA512,
  COPENSSL_ED25519,
  COPENSSL_RSA_PSS_SHA256,  // MGF1 by SHA-256, and a salt of exactly 32 octets
  COPENSSL_SM2_SM3,  // DER; by the identifier 1234567812345678 (GB/T 35276)
};
copenssl_bytes *copenssl_sign(const copenssl_key *key, int algorithm, const uint8_t *message, size_t count);
int copenssl_verify(
    const copenssl_key *key, int algorithm, const uint8_t *signature, size_t signature_count, const uint8_t *message,
    size_t count);

// SM2 by the signer's own identifier, which has at least one octet and at most 8191.
copenssl_bytes *copenssl_sm2_sign(
    const copenssl_key *key, const uint8_t *identifier, size_t identifier_count, const uint8_t *message, size_t count);
int copenssl_sm2_verify(
    const copenssl_key *key, const uint8_t *identifier, size_t identifier_count, const uint8_t *signature,
    size_t signature_count, const uint8_t *message, size_t count);
// The two numbers of an SM2 signature side by side, 64 octets, from DER and back.
copenssl_bytes *copenssl_sm2_raw_signature(const uint8_t *der, size_t count);
copenssl_bytes *copenssl_sm2_der_signature(const uint8_t *raw, size_t count);

// MARK: Digests

copenssl_bytes *copenssl_sm3(const uint8_t *message, size_t count);
copenssl_bytes *copenssl_hmac_sm3(const uint8_t *key, size_t key_count, const uint8_t *message, size_t count);

// RSAES-OAEP (RFC 8017 §7.1.1) by SHA-256, or by SHA-1.
copenssl_bytes *copenssl_encrypt_oaep(const copenssl_key *key, int sha256, const uint8_t *plain, size_t count);

// MARK: Keys from elsewhere

// PEM or DER of PKCS#8 (also encrypted), SEC 1 or PKCS#1. `passphrase` NULL: none is known.
copenssl_key *copenssl_key_from_file(
    const uint8_t *content, size_t count, const uint8_t *passphrase, size_t passphrase_count, int *was_encrypted);
// The certificates as PEM, the key's own first.
copenssl_key *copenssl_key_from_pkcs12(
    const uint8_t *der, size_t count, const uint8_t *passphrase, size_t passphrase_count, int *is_pkcs12,
    copenssl_bytes **certificates);

// MARK: Ciphers

// AES in CBC mode with PKCS #7 padding; the key has 16 or 32 bytes, the initialization vector 16.
copenssl_bytes *copenssl_aes_cbc(
    const uint8_t *key, size_t key_count, const uint8_t *initialization, const uint8_t *input, size_t count,
    int encrypts);
// SM4 likewise; key and initialization vector have 16 bytes.
copenssl_bytes *copenssl_sm4_cbc(
    const uint8_t *key, const uint8_t *initialization, const uint8_t *input, size_t count, int encrypts);

// MARK: Keys from passwords

// RFC 7914. `memory_limit` in bytes; parameters that need more fail.
copenssl_bytes *copenssl_scrypt(
    const uint8_t *password, size_t password_count, const uint8_t *salt, size_t salt_count, uint64_t cost,
    uint64_t block_size, uint64_t parallelism, uint64_t memory_limit, size_t count);

// MARK: Certificates

typedef struct copenssl_certificate copenssl_certificate;
copenssl_certificate *copenssl_certificate_parse(const uint8_t *der, size_t count);
void copenssl_certificate_free(copenssl_certificate *certificate);

copenssl_bytes *copenssl_certificate_der(const copenssl_certificate *certificate);
copenssl_bytes *copenssl_certificate_subject(const copenssl_certificate *certificate);
// Whether this issuer's key made its signature, under the issuer's name, as an authority.
int copenssl_certificate_is_issued_by(const copenssl_certificate *certificate, const copenssl_certificate *issuer);
copenssl_bytes *copenssl_certificate_common_name(const copenssl_certificate *certificate);
copenssl_bytes *copenssl_certificate_serial(const copenssl_certificate *certificate);
copenssl_bytes *copenssl_certificate_subject_key_identifier(const copenssl_certificate *certificate);
copenssl_bytes *copenssl_certificate_authority_key_identifier(const copenssl_certificate *certificate);
copenssl_bytes *copenssl_certificate_dns_names(const copenssl_certificate *certificate);  // each ended by a zero byte
enum { COPENSSL_ALTERNATIVE_EMAIL, COPENSSL_ALTERNATIVE_URI };
// Entries of subjectAltName of one kind, each ended by a zero byte; those with anything unprintable are left out.
copenssl_bytes *copenssl_certificate_alternative_names(const copenssl_certificate *certificate, int kind);
// The iPAddress entries: the length in one byte, then the address.
copenssl_bytes *copenssl_certificate_ip_addresses(const copenssl_certificate *certificate);
// The subject, attribute by attribute in the certificate's order: the place of its relative name, its type as a dotted
// decimal and its value in UTF-8, each ended by a zero byte. NULL where a value holds a zero byte or is no text.
copenssl_bytes *copenssl_certificate_subject_attributes(const copenssl_certificate *certificate);
// Purposes of the extended key usage as dotted decimals, each ended by a zero byte. NULL where there is no such
// extension; nothing at all where it cannot be read, which is fit for no purpose.
copenssl_bytes *copenssl_certificate_purposes(const copenssl_certificate *certificate);
copenssl_bytes *copenssl_certificate_public_info(const copenssl_certificate *certificate);
copenssl_bytes *copenssl_certificate_key_oid(const copenssl_certificate *certificate);  // the curve's, if one is named
copenssl_key *copenssl_certificate_key(const copenssl_certificate *certificate);
int copenssl_certificate_validity(const copenssl_certificate *certificate, int64_t *not_before, int64_t *not_after);
int copenssl_certificate_is_authority(const copenssl_certificate *certificate);
int copenssl_certificate_is_self_issued(const copenssl_certificate *certificate);

// MARK: Chains

enum {
  COPENSSL_CHAIN_GOOD,
  COPENSSL_CHAIN_MALFORMED,
  COPENSSL_CHAIN_UNTRUSTED_ANCHOR,
  COPENSSL_CHAIN_EXPIRED,
  COPENSSL_CHAIN_NOT_YET_VALID,
  COPENSSL_CHAIN_BAD_SIGNATURE,
  COPENSSL_CHAIN_NOT_AN_AUTHORITY,
  COPENSSL_CHAIN_WRONG_USAGE,
  COPENSSL_CHAIN_TOO_LONG,
};
typedef struct copenssl_chain copenssl_chain;
copenssl_chain *copenssl_chain_new(void);
void copenssl_chain_free(copenssl_chain *chain);
int copenssl_chain_add_intermediate(copenssl_chain *chain, const copenssl_certificate *certificate);
int copenssl_chain_add_anchor(copenssl_chain *chain, const copenssl_certificate *certificate);
int copenssl_chain_verify(copenssl_chain *chain, const copenssl_certificate *leaf, int64_t at);
// What a good chain went through, from the leaf (0) to the anchor (the last).
size_t copenssl_chain_count(const copenssl_chain *chain);
copenssl_bytes *copenssl_chain_certificate_der(const copenssl_chain *chain, size_t index);

// MARK: Revocation lists

typedef struct copenssl_crl copenssl_crl;
copenssl_crl *copenssl_crl_parse(const uint8_t *der, size_t count);
void copenssl_crl_free(copenssl_crl *crl);
copenssl_bytes *copenssl_crl_issuer(const copenssl_crl *crl);
int copenssl_crl_validity(const copenssl_crl *crl, int64_t *this_update, int64_t *next_update);
int copenssl_crl_contains(const copenssl_crl *crl, const uint8_t *serial, size_t count);
int copenssl_crl_is_signed_by(const copenssl_crl *crl, const copenssl_certificate *issuer);

// MARK: Answers about one certificate (OCSP)

typedef struct copenssl_ocsp copenssl_ocsp;
// A successful answer of the basic type; NULL for everything else.
copenssl_ocsp *copenssl_ocsp_parse(const uint8_t *der, size_t count);
void copenssl_ocsp_free(copenssl_ocsp *answer);
enum { COPENSSL_OCSP_SILENT = -1, COPENSSL_OCSP_GOOD = 0, COPENSSL_OCSP_REVOKED = 1, COPENSSL_OCSP_UNKNOWN = 2 };
// What it says of the certificate that this issuer made, and for which time.
int copenssl_ocsp_status(
    const copenssl_ocsp *answer, const copenssl_certificate *certificate, const copenssl_certificate *issuer,
    int64_t *this_update, int64_t *next_update);
// Whether it names this certificate as its maker's, and that one's key made the signature.
int copenssl_ocsp_is_signed_by(const copenssl_ocsp *answer, const copenssl_certificate *signer);
// The certificates that came along.
size_t copenssl_ocsp_certificate_count(const copenssl_ocsp *answer);
copenssl_bytes *copenssl_ocsp_certificate_der(const copenssl_ocsp *answer, size_t index);
// An answer by `signer`, whose certificate goes along when it is not the issuer's.
copenssl_bytes *copenssl_ocsp_make(
    const copenssl_certificate *certificate, const copenssl_certificate *issuer, int status, int64_t revoked_at,
    int64_t this_update, int64_t next_update, const copenssl_certificate *signer, const copenssl_key *key);

// MARK: Certificate requests

typedef struct copenssl_request copenssl_request;
copenssl_request *copenssl_request_parse(const uint8_t *der, size_t count);
void copenssl_request_free(copenssl_request *request);
copenssl_bytes *copenssl_request_subject(const copenssl_request *request);
copenssl_bytes *copenssl_request_public_info(const copenssl_request *request);
// Whether the key that is asked a certificate for made the signature.
int copenssl_request_is_signed(const copenssl_request *request);

// MARK: Making certificates and revocation lists

typedef struct copenssl_draft copenssl_draft;
enum { COPENSSL_NAME_ORGANIZATION, COPENSSL_NAME_COMMON_NAME };
enum { COPENSSL_USE_AUTHORITY, COPENSSL_USE_SIGNATURE };
copenssl_draft *copenssl_draft_new(void);
void copenssl_draft_free(copenssl_draft *draft);
int copenssl_draft_set_serial(copenssl_draft *draft, const uint8_t *serial, size_t count);
int copenssl_draft_set_validity(copenssl_draft *draft, int64_t not_before, int64_t not_after);
int copenssl_draft_add_name(copenssl_draft *draft, int attribute, const uint8_t *utf8, size_t count);
int copenssl_draft_set_key(copenssl_draft *draft, const copenssl_key *key);
int copenssl_draft_add_dns_name(copenssl_draft *draft, const uint8_t *ascii, size_t count);
int copenssl_draft_add_ip_address(copenssl_draft *draft, const uint8_t *ascii, size_t count);
// A purpose of the extended key usage, as a dotted decimal.
int copenssl_draft_add_purpose(copenssl_draft *draft, const uint8_t *ascii, size_t count);
// `issuer` NULL makes a self-signed certificate. `path_length` below zero leaves the length open.
copenssl_bytes *copenssl_draft_sign(
    copenssl_draft *draft, int use, int path_length, const copenssl_certificate *issuer, const copenssl_key *key);

typedef struct copenssl_crl_draft copenssl_crl_draft;
copenssl_crl_draft *copenssl_crl_draft_new(const copenssl_certificate *issuer, int64_t this_update, int64_t next_update);
void copenssl_crl_draft_free(copenssl_crl_draft *draft);
int copenssl_crl_draft_add(copenssl_crl_draft *draft, const uint8_t *serial, size_t count, int64_t at);
copenssl_bytes *copenssl_crl_draft_sign(copenssl_crl_draft *draft, const copenssl_key *key);
