#include "cqrencode.h"

#include <qrencode.h>

// Twice what the largest symbol holds (ISO/IEC 18004: 2953 bytes), so that a count always fits an int.
enum { MOST_BYTES = 6000 };

cqrencode_symbol *cqrencode_symbol_new(const uint8_t *bytes, size_t count, int level) {
  if (count == 0 || count > MOST_BYTES || level < QR_ECLEVEL_L || level > QR_ECLEVEL_H) return NULL;
  return (cqrencode_symbol *)QRcode_encodeData((int)count, bytes, 0, (QRecLevel)level);
}

void cqrencode_symbol_free(cqrencode_symbol *symbol) { QRcode_free((QRcode *)symbol); }

size_t cqrencode_symbol_side(const cqrencode_symbol *symbol) { return (size_t)((const QRcode *)symbol)->width; }

const uint8_t *cqrencode_symbol_modules(const cqrencode_symbol *symbol) { return ((const QRcode *)symbol)->data; }
