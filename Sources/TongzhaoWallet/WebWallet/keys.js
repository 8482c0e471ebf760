'use strict';
// Keys by their kind. One of P-256 is WebCrypto's, which nobody can read out of this browser. One of SM2 lies sealed by a
// key that nobody can read out; while it signs, its number is in this page's memory.
(function (W) {
  const ecdsa = { name: 'ECDSA', hash: 'SHA-256' }, curve = { name: 'ECDSA', namedCurve: 'P-256' };
  const curves = { ES256: 'P-256', SGD_SM3_SM2: 'SM2' };

  /** What is signed by here, also by others, by its name in JOSE. */
  W.signatures = Object.keys(curves);

  /** Whether the owner of that point made the signature, both of whose numbers stand side by side. */
  W.isSigned = async ({ kind, point }, signature, message) => {
    if (signature.length !== 64) return false;
    if (kind === 'SGD_SM3_SM2') return W.sm2.verify(point, signature, message);
    const key = await crypto.subtle.importKey('raw', point, curve, true, ['verify'])
      .catch(() => { throw new W.Refusal('unsupportedAlgorithm'); });
    return crypto.subtle.verify(ecdsa, key, signature, message);
  };

  /** The first of the issuer's wishes that is known here; ES256 where it has none (HAIP 1.0 §7). */
  W.preferred = wishes => wishes.find(one => W.signatures.includes(one)) || 'ES256';

  /** A new key of that kind, as it is kept. */
  W.newKeys = async kind => {
    if (kind === 'ES256') return crypto.subtle.generateKey(curve, false, ['sign', 'verify']);
    const made = W.sm2.generate(), iv = crypto.getRandomValues(new Uint8Array(12));
    const sealing = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    const sealed = new Uint8Array(await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: made.point }, sealing, made.number));
    made.number.fill(0);
    return { kind, point: made.point, iv, sealed, sealing };
  };

  /** The public half of kept keys. */
  W.publicJWK = async keys => {
    if (keys.kind) {
      const [x, y] = [keys.point.subarray(1, 33), keys.point.subarray(33)].map(W.base64url);
      return { kty: 'EC', crv: curves[keys.kind], x, y };
    }
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', keys.publicKey);
    return { kty, crv, x, y };
  };

  W.algorithm = keys => keys.kind || 'ES256';

  /** The signature of kept keys. */
  W.signature = async (keys, message) => {
    if (!keys.kind) return new Uint8Array(await crypto.subtle.sign(ecdsa, keys.privateKey, message));
    const { point, iv, sealed, sealing } = keys;
    const opened = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: point }, sealing, sealed));
    const signature = W.sm2.sign({ number: opened, point }, message);
    opened.fill(0);
    return signature;
  };
})(window.Wallet = window.Wallet || {});
