#pragma once
// libqrencode behind an opaque type and byte pointers. Nothing of <qrencode.h> shows here.
#include <stddef.h>
#include <stdint.h>

typedef struct cqrencode_symbol cqrencode_symbol;
// `level` from 0 (low) to 3 (high). NULL when the bytes are none or too many.
cqrencode_symbol *cqrencode_symbol_new(const uint8_t *bytes, size_t count, int level);
void cqrencode_symbol_free(cqrencode_symbol *symbol);
size_t cqrencode_symbol_side(const cqrencode_symbol *symbol);
// Row by row, side times side; the lowest bit is 1 for dark.
const uint8_t *cqrencode_symbol_modules(const cqrencode_symbol *symbol);
