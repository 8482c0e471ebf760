#pragma once
// The part of Cryptoki (PKCS#11 v2.40 base specification, §3 to §5) that is used here, in this project's words: the
// numbers, and the order in which a module lists its functions.

typedef unsigned char ck_byte;
typedef unsigned long ck_ulong;
typedef ck_ulong ck_rv;

struct ck_version {
  ck_byte major, minor;
};

struct ck_attribute {
  ck_ulong type;
  void *value;
  ck_ulong count;
};

struct ck_mechanism {
  ck_ulong type;
  void *parameter;
  ck_ulong count;
};

struct ck_oaep {
  ck_ulong hash, mask, source_type;
  void *source;
  ck_ulong source_count;
};

struct ck_initialize {
  void *create, *destroy, *lock, *unlock;
  ck_ulong flags;
  void *reserved;
};

// CK_TOKEN_INFO: only its beginning is looked at.
struct ck_token_info {
  ck_byte label[32];
  ck_byte rest[512];
};

enum {
  CK_FLAG_OS_LOCKING = 2,
  CK_FLAG_RW_SESSION = 2,
  CK_FLAG_SERIAL_SESSION = 4,
  CK_USER = 1,
  CK_RV_ALREADY_LOGGED_IN = 0x100,
  CK_RV_ALREADY_INITIALIZED = 0x191,
  CKA_CLASS = 0x000,
  CKA_TOKEN = 0x001,
  CKA_PRIVATE = 0x002,
  CKA_LABEL = 0x003,
  CKA_KEY_TYPE = 0x100,
  CKA_ID = 0x102,
  CKA_SENSITIVE = 0x103,
  CKA_ENCRYPT = 0x104,
  CKA_DECRYPT = 0x105,
  CKA_SIGN = 0x108,
  CKA_VERIFY = 0x10A,
  CKA_MODULUS_BITS = 0x121,
  CKA_PUBLIC_EXPONENT = 0x122,
  CKA_EXTRACTABLE = 0x162,
  CKA_EC_PARAMS = 0x180,
  CKM_RSA_PKCS_KEY_PAIR_GEN = 0x000,
  CKM_RSA_PKCS = 0x001,
  CKM_RSA_PKCS_OAEP = 0x009,
  CKM_SHA_1 = 0x220,
  CKM_SHA256 = 0x250,
  CKM_EC_KEY_PAIR_GEN = 0x1040,
  CKM_ECDSA = 0x1041,
  CKG_MGF1_SHA1 = 1,
  CKG_MGF1_SHA256 = 2,
  CKZ_DATA_SPECIFIED = 1,
};

typedef ck_rv (*ck_unused)(void);

// CK_FUNCTION_LIST, in the specification's order; what is not called here stands as a pointer without parameters.
struct ck_functions {
  struct ck_version version;
  ck_rv (*initialize)(void *arguments);
  ck_rv (*finalize)(void *reserved);
  ck_unused get_info, get_function_list;
  ck_rv (*get_slot_list)(ck_byte present, ck_ulong *slots, ck_ulong *count);
  ck_unused get_slot_info;
  ck_rv (*get_token_info)(ck_ulong slot, struct ck_token_info *info);
  ck_unused get_mechanism_list, get_mechanism_info, init_token, init_pin, set_pin;
  ck_rv (*open_session)(ck_ulong slot, ck_ulong flags, void *application, void *notify, ck_ulong *session);
  ck_rv (*close_session)(ck_ulong session);
  ck_unused close_all_sessions, get_session_info, get_operation_state, set_operation_state;
  ck_rv (*login)(ck_ulong session, ck_ulong user, const ck_byte *pin, ck_ulong count);
  ck_unused logout, create_object, copy_object;
  ck_rv (*destroy_object)(ck_ulong session, ck_ulong object);
  ck_unused get_object_size;
  ck_rv (*get_attribute_value)(ck_ulong session, ck_ulong object, struct ck_attribute *attributes, ck_ulong count);
  ck_unused set_attribute_value;
  ck_rv (*find_objects_init)(ck_ulong session, struct ck_attribute *attributes, ck_ulong count);
  ck_rv (*find_objects)(ck_ulong session, ck_ulong *objects, ck_ulong capacity, ck_ulong *count);
  ck_rv (*find_objects_final)(ck_ulong session);
  ck_unused encrypt_init, encrypt, encrypt_update, encrypt_final;
  ck_rv (*decrypt_init)(ck_ulong session, struct ck_mechanism *mechanism, ck_ulong key);
  ck_rv (*decrypt)(ck_ulong session, const ck_byte *data, ck_ulong count, ck_byte *plain, ck_ulong *plain_count);
  ck_unused decrypt_update, decrypt_final, digest_init, digest, digest_update, digest_key, digest_final;
  ck_rv (*sign_init)(ck_ulong session, struct ck_mechanism *mechanism, ck_ulong key);
  ck_rv (*sign)(ck_ulong session, const ck_byte *data, ck_ulong count, ck_byte *signature, ck_ulong *signature_count);
  ck_unused sign_update, sign_final, sign_recover_init, sign_recover, verify_init, verify, verify_update, verify_final;
  ck_unused verify_recover_init, verify_recover, digest_encrypt_update, decrypt_digest_update, sign_encrypt_update;
  ck_unused decrypt_verify_update, generate_key;
  ck_rv (*generate_key_pair)(
      ck_ulong session, struct ck_mechanism *mechanism, struct ck_attribute *public_attributes, ck_ulong public_count,
      struct ck_attribute *private_attributes, ck_ulong private_count, ck_ulong *public_key, ck_ulong *private_key);
};
