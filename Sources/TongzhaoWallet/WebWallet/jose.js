'use strict';
// Signed and encrypted tokens: JWS (RFC 7515) with ES256 or SM2, JWE (RFC 7516) with ECDH-ES and AES-GCM.
(function (W) {
  const type = text => String(text).toLowerCase().replace(/^application\/(?=[^/]*$)/, '');

  /** A token whose form is sound and whose signature nobody has looked at. */
  W.unverifiedJWS = (compact, longest = 131072) => {
    W.must(compact.length <= longest, 'tooLarge');
    const parts = compact.split('.');
    W.must(parts.length === 3, 'malformed');
    const header = W.object(W.text(W.fromBase64url(parts[0])));
    // Names in `crit` must be understood, and none is (RFC 7515 §4.1.11, RFC 7797).
    W.must(typeof header.alg === 'string' && !('crit' in header) && !('b64' in header), 'malformed');
    const token = {
      header, payload: W.fromBase64url(parts[1]), signature: W.fromBase64url(parts[2]),
      signed: W.utf8(`${parts[0]}.${parts[1]}`),
    };
    if ('x5c' in header) {
      const list = header.x5c;
      W.must(Array.isArray(list) && list.length >= 1 && list.length <= 8, 'malformed');
      token.chain = list.map(text => W.certificate(W.fromBase64(String(text))));
    }
    return token;
  };

  /** The claims, when that certificate's key, which decides the algorithm, signed them as a token of that type. */
  W.verifiedClaims = async (token, certificate, expected) => {
    W.must(token.header.alg === certificate.kind, 'unsupportedAlgorithm');
    W.must(type(token.header.typ) === expected, 'wrongType');
    W.must(await W.isSigned(certificate, token.signature, token.signed), 'badSignature');
    return W.object(W.text(token.payload));
  };

  const part = value => W.base64url(W.utf8(JSON.stringify(value)));

  W.sign = async (header, claims, keys) => {
    const signed = `${part({ alg: W.algorithm(keys), ...header })}.${part(claims)}`;
    return `${signed}.${W.base64url(await W.signature(keys, W.utf8(signed)))}`;
  };

  const word = number => Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number);

  /** To a P-256 key in direct use; at most 32 bytes of key, so one round of the derivation does (RFC 7518 §4.6.2). */
  W.encrypt = async (plaintext, jwk, encryption) => {
    const curve = { name: 'ECDH', namedCurve: 'P-256' }, bits = encryption === 'A256GCM' ? 256 : 128;
    const { kty, crv, x, y } = jwk;
    const theirs = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, curve, false, []);
    const ours = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
    const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, ours.privateKey, 256);
    const derived = await W.sha256(W.joined(word(1), new Uint8Array(secret), word(encryption.length),
      W.utf8(encryption), word(0), word(0), word(bits)));
    const key = await crypto.subtle.importKey('raw', derived.subarray(0, bits / 8), 'AES-GCM', false, ['encrypt']);
    const header = part({ alg: 'ECDH-ES', enc: encryption, kid: jwk.kid, epk: await W.publicJWK(ours) });
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = new Uint8Array(await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: W.utf8(header) }, key, W.utf8(plaintext)));
    return [header, '', W.base64url(iv), W.base64url(sealed.subarray(0, -16)), W.base64url(sealed.subarray(-16))]
      .join('.');
  };
})(window.Wallet = window.Wallet || {});
