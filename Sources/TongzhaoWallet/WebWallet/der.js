'use strict';
// Reads DER (X.690 §10) and nothing looser: definite minimal lengths, single-byte tags, no byte left over.
(function (W) {
  const must = holds => W.must(holds, 'untrustedCertificate');

  const first = bytes => {
    must(bytes.length >= 2 && (bytes[0] & 31) !== 31);
    let length = bytes[1], start = 2;
    if (length > 127) {
      const count = length & 127;
      must(count >= 1 && count <= 3 && bytes.length >= 2 + count && bytes[2] !== 0);
      length = bytes.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
      must(length > 127);
      start += count;
    }
    must(bytes.length >= start + length);
    return { tag: bytes[0], body: bytes.subarray(start, start + length), all: bytes.subarray(0, start + length) };
  };

  /** The one element that the bytes are, of that tag. */
  W.der = (bytes, tag) => {
    const element = first(bytes);
    must(element.all.length === bytes.length && element.tag === tag);
    return element;
  };

  /** The elements one after another. */
  W.derList = bytes => {
    const list = [];
    for (let rest = bytes; rest.length > 0; rest = rest.subarray(list.at(-1).all.length)) list.push(first(rest));
    return list;
  };

  /** The elements of a SEQUENCE. */
  W.derSequence = (element, minimum = 0, maximum = Infinity) => {
    must(element && element.tag === 0x30);
    const list = W.derList(element.body);
    must(list.length >= minimum && list.length <= maximum);
    return list;
  };

  /** The bytes of an INTEGER that is not negative, without leading zero. */
  W.derInteger = element => {
    const body = element && element.tag === 0x02 && element.body;
    must(body && body.length > 0 && body[0] < 128);
    if (body[0] !== 0) return body;
    must(body.length === 1 || body[1] > 127);
    return body.subarray(1);
  };

  /** The bytes of a BIT STRING of whole octets. */
  W.derBits = element => {
    must(element && element.tag === 0x03 && element.body.length > 1 && element.body[0] === 0);
    return element.body.subarray(1);
  };
})(window.Wallet = window.Wallet || {});
