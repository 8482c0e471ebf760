#pragma once
// A PKCS#11 module (OASIS PKCS#11 v2.40) behind opaque types. Every function that can fail gives a CK_RV: 0 for done, the
// module's own number, or one of the numbers below. What may be called at the same time is the caller's business: a
// session belongs to one thread, and nobody is in the module while it is initialised or finalised.
#include <stddef.h>
#include <stdint.h>

enum {
  CPKCS11_OK = 0,
  CPKCS11_ARGUMENTS_BAD = 0x07,
  CPKCS11_MECHANISM_INVALID = 0x70,
  CPKCS11_MECHANISM_PARAM_INVALID = 0x71,
  CPKCS11_PIN_INCORRECT = 0xA0,
  CPKCS11_PIN_INVALID = 0xA1,
  CPKCS11_PIN_EXPIRED = 0xA3,
  CPKCS11_PIN_LOCKED = 0xA4,
};
// Above all numbers that modules use themselves.
#define CPKCS11_NO_TOKEN 0xFFFF0001ul
#define CPKCS11_NO_OBJECT 0xFFFF0002ul
#define CPKCS11_NOT_LOADED 0xFFFF0003ul
#define CPKCS11_MANY_OBJECTS 0xFFFF0004ul
#define CPKCS11_MANY_TOKENS 0xFFFF0005ul

typedef struct cpkcs11_module cpkcs11_module;
typedef unsigned long cpkcs11_session;
typedef unsigned long cpkcs11_object;

enum { CPKCS11_PUBLIC_KEY = 2, CPKCS11_PRIVATE_KEY = 3 };
enum { CPKCS11_RSA, CPKCS11_P256 };

// Loads the library; it stays loaded for the life of the process.
cpkcs11_module *cpkcs11_load(const char *path);
unsigned long cpkcs11_initialize(cpkcs11_module *module);
unsigned long cpkcs11_finalize(cpkcs11_module *module);

// A logged-in session at the token with this label.
unsigned long cpkcs11_open(
    cpkcs11_module *module, const char *label, const uint8_t *pin, size_t pin_count, cpkcs11_session *session);
void cpkcs11_close(cpkcs11_module *module, cpkcs11_session session);

// The one key with this id.
unsigned long cpkcs11_find(
    cpkcs11_module *module, cpkcs11_session session, int object_class, const uint8_t *id, size_t id_count,
    cpkcs11_object *object);

// `kind` RSA: PKCS#1 v1.5 over a DigestInfo; P256: over the digest, 64 bytes. `*count` is the capacity, then the length.
unsigned long cpkcs11_sign(
    cpkcs11_module *module, cpkcs11_session session, int kind, cpkcs11_object key, const uint8_t *data, size_t data_count,
    uint8_t *signature, size_t *count);

// A key pair that stays: private, sensitive, not extractable. RSA of 2048 bits signs, or (`wraps`) only decrypts.
unsigned long cpkcs11_generate(
    cpkcs11_module *module, cpkcs11_session session, int kind, int wraps, const uint8_t *id, size_t id_count,
    const char *label);
unsigned long cpkcs11_destroy(cpkcs11_module *module, cpkcs11_session session, cpkcs11_object object);

enum { CPKCS11_MODULUS = 0x120, CPKCS11_EXPONENT = 0x122, CPKCS11_EC_POINT = 0x181 };
unsigned long cpkcs11_attribute(
    cpkcs11_module *module, cpkcs11_session session, cpkcs11_object object, unsigned long attribute, uint8_t *value,
    size_t *count);

// RSAES-OAEP (RFC 8017 §7.1.2) by SHA-256, or by SHA-1 where the module has nothing newer.
unsigned long cpkcs11_decrypt_oaep(
    cpkcs11_module *module, cpkcs11_session session, cpkcs11_object key, int sha256, const uint8_t *data,
    size_t data_count, uint8_t *plain, size_t *count);
