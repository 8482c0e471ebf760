'use strict';
// Bytes and texts: base64 in its only form, digests, JSON without duplicate names, refusals.
(function (W) {
  /** Why the wallet does not go on: the name of the rule, and what the other side said. */
  W.Refusal = class extends Error {
    constructor(name, detail = {}) {
      super(name);
      Object.assign(this, detail, { name });
    }
  };

  W.must = (holds, name, detail) => {
    if (!holds) throw new W.Refusal(name, detail);
    return holds;
  };

  W.now = () => Math.floor(Date.now() / 1000);
  W.utf8 = text => new TextEncoder().encode(text);
  W.text = bytes => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  W.same = (a, b) => a.length === b.length && a.every((byte, index) => byte === b[index]);
  W.hex = bytes => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  W.random = count => W.base64url(crypto.getRandomValues(new Uint8Array(count)));
  W.sha256 = async bytes => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  W.digest = async text => W.base64url(await W.sha256(W.utf8(text)));

  W.joined = (...parts) => {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
    return all;
  };

  const base64 = bytes => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));

  W.base64url = bytes => base64(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');

  // What does not encode back to the same text was another text for the same bytes (RFC 7515 §2, RFC 4648 §3.5).
  const decoded = (text, plain, encode) => {
    let bytes;
    try {
      bytes = Uint8Array.from(atob(plain), character => character.charCodeAt(0));
    } catch {
      throw new W.Refusal('malformed');
    }
    W.must(encode(bytes) === text, 'malformed');
    return bytes;
  };
  W.fromBase64url = text => decoded(text, text.replace(/-/g, '+').replace(/_/g, '/'), W.base64url);
  W.fromBase64 = text => decoded(text, text, base64);

  /** JSON in which no object names a member twice (RFC 7515 §4): two readers must not see two documents. */
  W.json = (text, depth = 32) => {
    let value;
    try {
      value = JSON.parse(text);
    } catch {
      throw new W.Refusal('malformed');
    }
    const open = [];
    for (const [token, name, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*(:)?|[{}[\]]/g)) {
      if (token === '{' || token === '[') {
        W.must(open.push(token === '{' ? new Set() : null) <= depth, 'malformed');
      } else if (token === '}' || token === ']') {
        open.pop();
      } else if (colon) {
        const names = open.at(-1), member = JSON.parse(name);
        W.must(!names.has(member) && member !== '__proto__', 'malformed');
        names.add(member);
      }
    }
    return value;
  };

  W.isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value);
  W.object = text => {
    const value = W.json(text);
    W.must(W.isObject(value), 'malformed');
    return value;
  };
})(window.Wallet = window.Wallet || {});
