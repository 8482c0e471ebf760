#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "cpkcs11.h"
#include "cryptoki.h"

struct cpkcs11_module {
  struct ck_functions *functions;
};

cpkcs11_module *cpkcs11_load(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) return NULL;
  ck_rv (*list)(struct ck_functions **) = (ck_rv(*)(struct ck_functions **))dlsym(library, "C_GetFunctionList");
  cpkcs11_module *module = list ? calloc(1, sizeof *module) : NULL;
  if (module && list(&module->functions) == 0 && module->functions && module->functions->version.major == 2) return module;
  free(module);
  dlclose(library);
  return NULL;
}

unsigned long cpkcs11_initialize(cpkcs11_module *module) {
  struct ck_initialize arguments = {.flags = CK_FLAG_OS_LOCKING};
  ck_rv result = module->functions->initialize(&arguments);
  return result == CK_RV_ALREADY_INITIALIZED ? CPKCS11_OK : result;
}

unsigned long cpkcs11_finalize(cpkcs11_module *module) { return module->functions->finalize(NULL); }

// The label is padded by blanks to its 32 bytes.
static int is_labelled(const struct ck_token_info *info, const char *label) {
  ck_byte padded[32];
  size_t count = strlen(label);
  if (count > sizeof padded) return 0;
  memset(padded, ' ', sizeof padded);
  memcpy(padded, label, count);
  return memcmp(padded, info->label, sizeof padded) == 0;
}

unsigned long cpkcs11_open(
    cpkcs11_module *module, const char *label, const uint8_t *pin, size_t pin_count, cpkcs11_session *session) {
  struct ck_functions *call = module->functions;
  ck_ulong slots[256], count = sizeof slots / sizeof *slots, slot = 0;
  ck_rv result = call->get_slot_list(1, slots, &count);
  if (result) return result;
  int found = 0;
  for (ck_ulong i = 0; i < count; i++) {
    struct ck_token_info info;
    memset(&info, 0, sizeof info);
    // One token that does not answer must not hide the others.
    if (call->get_token_info(slots[i], &info) == 0 && is_labelled(&info, label)) {
      slot = slots[i];
      found++;
    }
  }
  if (found == 0) return CPKCS11_NO_TOKEN;
  if (found > 1) return CPKCS11_MANY_TOKENS;
  result = call->open_session(slot, CK_FLAG_SERIAL_SESSION | CK_FLAG_RW_SESSION, NULL, NULL, session);
  if (result) return result;
  // All sessions of a process are logged in together.
  result = call->login(*session, CK_USER, pin, pin_count);
  if (result == 0 || result == CK_RV_ALREADY_LOGGED_IN) return CPKCS11_OK;
  call->close_session(*session);
  return result;
}

void cpkcs11_close(cpkcs11_module *module, cpkcs11_session session) { module->functions->close_session(session); }

unsigned long cpkcs11_find(
    cpkcs11_module *module, cpkcs11_session session, int object_class, const uint8_t *id, size_t id_count,
    cpkcs11_object *object) {
  struct ck_functions *call = module->functions;
  ck_ulong class = (ck_ulong)object_class, objects[2], count = 0;
  struct ck_attribute attributes[] = {{CKA_CLASS, &class, sizeof class}, {CKA_ID, (void *)id, id_count}};
  ck_rv result = call->find_objects_init(session, attributes, 2);
  if (result) return result;
  result = call->find_objects(session, objects, 2, &count);
  ck_rv ended = call->find_objects_final(session);
  if (result || ended) return result ? result : ended;
  if (count == 0) return CPKCS11_NO_OBJECT;
  if (count > 1) return CPKCS11_MANY_OBJECTS;
  *object = objects[0];
  return CPKCS11_OK;
}

unsigned long cpkcs11_sign(
    cpkcs11_module *module, cpkcs11_session session, int kind, cpkcs11_object key, const uint8_t *data, size_t data_count,
    uint8_t *signature, size_t *count) {
  struct ck_mechanism mechanism = {.type = kind == CPKCS11_RSA ? CKM_RSA_PKCS : CKM_ECDSA};
  ck_rv result = module->functions->sign_init(session, &mechanism, key);
  if (result) return result;
  ck_ulong length = *count;
  result = module->functions->sign(session, data, data_count, signature, &length);
  if (result == 0) *count = length;
  return result;
}

unsigned long cpkcs11_generate(
    cpkcs11_module *module, cpkcs11_session session, int kind, int wraps, const uint8_t *id, size_t id_count,
    const char *label) {
  ck_byte yes = 1, no = 0, opens = wraps ? 1 : 0, signs = wraps ? 0 : 1, exponent[] = {1, 0, 1};
  // The DER of the curve's name, 1.2.840.10045.3.1.7.
  ck_byte p256[] = {0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07};
  ck_ulong bits = wraps ? 3072 : 2048, public_key = 0, private_key = 0;
  struct ck_attribute public_attributes[8] = {
      {CKA_TOKEN, &yes, 1},
      {CKA_VERIFY, &signs, 1},
      {CKA_LABEL, (void *)label, strlen(label)},
      {CKA_ID, (void *)id, id_count},
  };
  ck_ulong public_count = 4;
  struct ck_mechanism mechanism = {.type = CKM_EC_KEY_PAIR_GEN};
  if (kind == CPKCS11_RSA) {
    mechanism.type = CKM_RSA_PKCS_KEY_PAIR_GEN;
    public_attributes[public_count++] = (struct ck_attribute){CKA_ENCRYPT, &opens, 1};
    public_attributes[public_count++] = (struct ck_attribute){CKA_MODULUS_BITS, &bits, sizeof bits};
    public_attributes[public_count++] = (struct ck_attribute){CKA_PUBLIC_EXPONENT, exponent, sizeof exponent};
  } else {
    public_attributes[public_count++] = (struct ck_attribute){CKA_EC_PARAMS, p256, sizeof p256};
  }
  struct ck_attribute private_attributes[8] = {
      {CKA_TOKEN, &yes, 1},
      {CKA_PRIVATE, &yes, 1},
      {CKA_SENSITIVE, &yes, 1},
      {CKA_EXTRACTABLE, &no, 1},
      {CKA_SIGN, &signs, 1},
      {CKA_LABEL, (void *)label, strlen(label)},
      {CKA_ID, (void *)id, id_count},
  };
  ck_ulong private_count = 7;
  if (kind == CPKCS11_RSA) private_attributes[private_count++] = (struct ck_attribute){CKA_DECRYPT, &opens, 1};
  return module->functions->generate_key_pair(
      session, &mechanism, public_attributes, public_count, private_attributes, private_count, &public_key, &private_key);
}

unsigned long cpkcs11_destroy(cpkcs11_module *module, cpkcs11_session session, cpkcs11_object object) {
  return module->functions->destroy_object(session, object);
}

unsigned long cpkcs11_attribute(
    cpkcs11_module *module, cpkcs11_session session, cpkcs11_object object, unsigned long attribute, uint8_t *value,
    size_t *count) {
  struct ck_attribute asked = {attribute, value, *count};
  ck_rv result = module->functions->get_attribute_value(session, object, &asked, 1);
  if (result) return result;
  if (asked.count > *count) return CPKCS11_ARGUMENTS_BAD;
  *count = asked.count;
  return CPKCS11_OK;
}

unsigned long cpkcs11_decrypt_oaep(
    cpkcs11_module *module, cpkcs11_session session, cpkcs11_object key, int sha256, const uint8_t *data,
    size_t data_count, uint8_t *plain, size_t *count) {
  struct ck_oaep parameters = {
      .hash = sha256 ? CKM_SHA256 : CKM_SHA_1,
      .mask = sha256 ? CKG_MGF1_SHA256 : CKG_MGF1_SHA1,
      .source_type = CKZ_DATA_SPECIFIED,
  };
  struct ck_mechanism mechanism = {CKM_RSA_PKCS_OAEP, &parameters, sizeof parameters};
  ck_rv result = module->functions->decrypt_init(session, &mechanism, key);
  if (result) return result;
  ck_ulong length = *count;
  result = module->functions->decrypt(session, data, data_count, plain, &length);
  if (result == 0) *count = length;
  return result;
}
