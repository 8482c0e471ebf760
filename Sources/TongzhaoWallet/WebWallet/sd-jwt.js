'use strict';
// Selectively disclosable licences (RFC 9901): checked when they come, cut down to what is asked when they go.
(function (W) {
  const must = holds => W.must(holds, 'badIssuerSignature');

  const disclosure = async encoded => {
    const parts = W.json(W.text(W.fromBase64url(encoded)));
    W.must(Array.isArray(parts) && [2, 3].includes(parts.length) && typeof parts[0] === 'string', 'malformed');
    const name = parts.length === 3 ? parts[1] : undefined;
    W.must(parts.length === 2 || (typeof name === 'string' && !['_sd', '...', '__proto__'].includes(name)), 'malformed');
    return { name, value: parts.at(-1), encoded, digest: await W.digest(encoded) };
  };

  /** Takes the text apart. A key binding in a credential would be somebody else's (§7.2). */
  W.sdJWT = async text => {
    W.must(text.length <= 131072, 'malformed');
    const parts = text.split('~');
    W.must(parts.length >= 2 && parts.length <= 258 && parts.at(-1) === '', 'malformed');
    return {
      issuerPart: parts[0], token: W.unverifiedJWS(parts[0]),
      disclosures: await Promise.all(parts.slice(1, -1).map(disclosure)),
    };
  };

  /** The payload with every disclosure in its place (§7.1, steps 3 to 5). */
  W.disclosed = (payload, disclosures) => {
    const byDigest = new Map(disclosures.map(one => [one.digest, one])), seen = new Set();
    let used = 0;
    must(byDigest.size === disclosures.length);
    const find = digest => {
      must(typeof digest === 'string' && !seen.has(digest));
      seen.add(digest);
      const found = byDigest.get(digest);
      used += found ? 1 : 0;
      return found;
    };
    const value = (from, depth) => {
      must(depth < 32);
      if (Array.isArray(from)) {
        return from.flatMap(element => {
          if (!W.isObject(element) || !('...' in element)) return [value(element, depth + 1)];
          must(Object.keys(element).length === 1);
          const found = find(element['...']);
          must(!found || found.name === undefined);
          return found ? [value(found.value, depth + 1)] : [];
        });
      }
      if (!W.isObject(from)) return from;
      must(!('...' in from));
      const { _sd: digests = [], ...open } = from, claims = {};
      for (const name of Object.keys(open)) claims[name] = value(open[name], depth + 1);
      must(Array.isArray(digests));
      for (const found of digests.map(find).filter(Boolean)) {
        must(found.name !== undefined && !Object.hasOwn(claims, found.name));
        claims[found.name] = value(found.value, depth + 1);
      }
      return claims;
    };
    const { _sd_alg: algorithm = 'sha-256', ...rest } = payload;
    must(algorithm === 'sha-256');
    const claims = value(rest, 0);
    must(used === disclosures.length);
    return claims;
  };

  /** Only these claims, bound by the device's key to who asks (§4.3). */
  W.present = async (credential, names, binding, keys) => {
    const { issuerPart, token, disclosures } = await W.sdJWT(credential);
    const top = new Set(W.object(W.text(token.payload))._sd || []);
    const chosen = disclosures.filter(one => top.has(one.digest) && names.has(one.name));
    const bare = [issuerPart, ...chosen.map(one => one.encoded), ''].join('~');
    return bare + await W.sign({ typ: 'kb+jwt' }, { ...binding, iat: W.now(), sd_hash: await W.digest(bare) }, keys);
  };
})(window.Wallet = window.Wallet || {});
