'use strict';
// SM3 (GB/T 32905) and signatures by SM2 (GB/T 32918.2), which WebCrypto does not have. Numbers are BigInt, whose time
// depends on their values: the ladder takes the same steps for every number, and no more than that is promised.
(function (W) {
  // SM3, §5
  const rotated = (word, by) => word << (by & 31) | word >>> (32 - (by & 31));
  const p0 = word => word ^ rotated(word, 9) ^ rotated(word, 17);
  const p1 = word => word ^ rotated(word, 15) ^ rotated(word, 23);
  const majority = (a, b, c) => (a & b) | (a & c) | (b & c);
  const choice = (a, b, c) => (a & b) | (~a & c);

  const compress = (state, block, at) => {
    const w = new Int32Array(68);
    for (let j = 0; j < 16; j++) w[j] = block.getInt32(at + 4 * j);
    for (let j = 16; j < 68; j++) {
      w[j] = p1(w[j - 16] ^ w[j - 9] ^ rotated(w[j - 3], 15)) ^ rotated(w[j - 13], 7) ^ w[j - 6];
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let j = 0; j < 64; j++) {
      const turned = rotated(a, 12);
      const first = rotated(turned + e + rotated(j < 16 ? 0x79cc4519 : 0x7a879d8a, j) | 0, 7);
      const t1 = (j < 16 ? a ^ b ^ c : majority(a, b, c)) + d + (first ^ turned) + (w[j] ^ w[j + 4]) | 0;
      const t2 = (j < 16 ? e ^ f ^ g : choice(e, f, g)) + h + first + w[j] | 0;
      [d, c, b, a, h, g, f, e] = [c, rotated(b, 9), a, t1, g, rotated(f, 19), e, p0(t2)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => { state[index] ^= word; });
  };

  W.sm3 = bytes => {
    const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64), view = new DataView(padded.buffer);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
    const state = Int32Array.of(0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d,
      0xb0fb0e4e);
    for (let at = 0; at < padded.length; at += 64) compress(state, view, at);
    const hash = new DataView(new ArrayBuffer(32));
    state.forEach((word, index) => hash.setInt32(4 * index, word));
    return new Uint8Array(hash.buffer);
  };

  // The curve, GB/T 32918.5
  const p = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn, a = p - 3n;
  const b = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
  const n = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
  const generator = [
    0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
    0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n, 1n,
  ];
  const infinity = [0n, 1n, 0n];

  const modulo = (number, by) => (number % by + by) % by;
  const number = bytes => BigInt(`0x${W.hex(bytes) || '0'}`);
  const octets = value => Uint8Array.from(value.toString(16).padStart(64, '0').match(/../g), pair => parseInt(pair, 16));
  const power = (base, exponent, by) => {
    let result = 1n;
    for (let rest = exponent, square = modulo(base, by); rest > 0n; rest >>= 1n, square = square * square % by) {
      if (rest & 1n) result = result * square % by;
    }
    return result;
  };
  // Both p and n are prime.
  const inverse = (value, by) => power(value, by - 2n, by);

  // Jacobian coordinates: x / z², y / z³.
  const twice = ([x, y, z]) => {
    if (y === 0n || z === 0n) return infinity;
    const square = y * y % p, s = 4n * x * square % p, zz = z * z % p, m = 3n * (x - zz) * (x + zz) % p;
    const x3 = modulo(m * m - 2n * s, p);
    return [x3, modulo(m * (s - x3) - 8n * square * square, p), modulo(2n * y * z, p)];
  };
  const sum = (left, right) => {
    if (left[2] === 0n) return right;
    if (right[2] === 0n) return left;
    const [x1, y1, z1] = left, [x2, y2, z2] = right, zz1 = z1 * z1 % p, zz2 = z2 * z2 % p;
    const u1 = x1 * zz2 % p, u2 = x2 * zz1 % p, s1 = y1 * zz2 * z2 % p, s2 = y2 * zz1 * z1 % p;
    if (u1 === u2) return s1 === s2 ? twice(left) : infinity;
    const h = u2 - u1, r = s2 - s1, hh = h * h % p, hhh = h * hh % p, v = u1 * hh % p;
    const x3 = modulo(r * r - hhh - 2n * v, p);
    return [x3, modulo(r * (v - x3) - s1 * hhh, p), modulo(h * z1 * z2, p)];
  };
  const times = (scalar, point) => {
    let [low, high] = [infinity, point];
    for (let bit = 255n; bit >= 0n; bit--) {
      const both = sum(low, high);
      [low, high] = scalar >> bit & 1n ? [both, twice(high)] : [twice(low), both];
    }
    return low;
  };
  const affine = ([x, y, z]) => {
    const back = inverse(z, p), square = back * back % p;
    return [x * square % p, y * square % p * back % p];
  };

  /** The point of 65 uncompressed octets, which is on the curve. */
  const pointOf = bytes => {
    const [x, y] = [number(bytes.subarray(1, 33)), number(bytes.subarray(33))];
    W.must(bytes.length === 65 && bytes[0] === 4 && x < p && y < p, 'unsupportedAlgorithm');
    W.must(modulo(y * y - (x * x * x + a * x + b), p) === 0n, 'unsupportedAlgorithm');
    return [x, y, 1n];
  };

  // A number below n that nobody can guess: 40 octets leave no more than 2⁻⁶⁴ of a preference (FIPS 186-5 §A.2.1).
  const secret = () => modulo(number(crypto.getRandomValues(new Uint8Array(40))), n - 2n) + 1n;

  // By the standard signer's identifier (GB/T 32918.2 §5.5), which has 128 bits.
  const identifier = W.joined(Uint8Array.of(0, 128), W.utf8('1234567812345678'),
    ...[a, b, generator[0], generator[1]].map(octets));
  const digest = (point, message) => number(W.sm3(W.joined(W.sm3(W.joined(identifier, point.subarray(1))), message)));

  W.sm2 = {
    /** A new private key, 32 octets, and its point, 65. */
    generate() {
      const d = secret();
      return { number: octets(d), point: W.joined(Uint8Array.of(4), ...affine(times(d, generator)).map(octets)) };
    },

    /** Both numbers of the signature side by side. */
    sign(key, message) {
      const d = number(key.number), e = digest(key.point, message);
      for (;;) {
        const k = secret(), r = (e + affine(times(k, generator))[0]) % n;
        const s = r === 0n || r + k === n ? 0n : modulo(inverse(1n + d, n) * (k - r * d), n);
        if (s !== 0n) return W.joined(octets(r), octets(s));
      }
    },

    /** Whether the owner of that point made the signature. */
    verify(point, signature, message) {
      if (signature.length !== 64) return false;
      const owner = pointOf(point), [r, s] = [number(signature.subarray(0, 32)), number(signature.subarray(32))];
      const t = (r + s) % n;
      if (r === 0n || s === 0n || r >= n || s >= n || t === 0n) return false;
      const found = sum(times(s, generator), times(t, owner));
      return found[2] !== 0n && (digest(point, message) + affine(found)[0]) % n === r;
    },
  };
})(window.Wallet = window.Wallet || {});
