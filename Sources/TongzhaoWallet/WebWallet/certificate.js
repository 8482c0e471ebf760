'use strict';
// Reads X.509 certificates (RFC 5280) of P-256 signed by ECDSA with SHA-256, and of SM2 signed by SM2 with SM3
// (GB/T 20518). Anything else is refused.
(function (W) {
  const must = holds => W.must(holds, 'untrustedCertificate');
  const signatures = { '06082a8648ce3d040302': 'ES256', '06082a811ccf55018375': 'SGD_SM3_SM2' };
  const keys = {
    '06072a8648ce3d020106082a8648ce3d030107': 'ES256', '06072a8648ce3d020106082a811ccf5501822d': 'SGD_SM3_SM2',
  };
  const commonName = '550403';

  const time = element => {
    const text = W.text(element.body);
    must(element.tag === 0x17 ? /^\d{12}Z$/.test(text) : element.tag === 0x18 && /^\d{14}Z$/.test(text));
    const whole = element.tag === 0x18 ? text : (text < '5' ? '20' : '19') + text;
    const seconds = Date.parse(whole.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6')) / 1000;
    must(Number.isFinite(seconds));
    return seconds;
  };

  const nameOf = subject => {
    for (const set of W.derSequence(subject)) {
      for (const pair of W.derList(set.body)) {
        const [type, value] = W.derSequence(pair, 2, 2);
        if (W.hex(type.body) === commonName && [0x0c, 0x13].includes(value.tag)) return W.text(value.body);
      }
    }
    return null;
  };

  // What each extension says. One that is critical and not here ends the reading (§4.2).
  const readers = {
    '551d13'(bytes, to) {
      const list = W.derSequence(W.der(bytes, 0x30), 0, 2);
      if (list[0] && list[0].tag === 0x01) to.isAuthority = must(W.hex(list.shift().body) === 'ff');
      if (list[0]) to.pathLength = W.derInteger(list.shift()).reduce((sum, byte) => sum * 256 + byte, 0);
      must(list.length === 0 && (to.isAuthority || to.pathLength === undefined));
    },
    '551d0f'(bytes, to) {
      const bits = W.der(bytes, 0x03).body;
      must(bits.length >= 2 && bits[0] < 8);
      to.usage = { signs: (bits[1] & 0x80) !== 0, certifies: (bits[1] & 0x04) !== 0 };
    },
    '551d11'(bytes, to) {
      to.dnsNames = W.derSequence(W.der(bytes, 0x30)).filter(name => name.tag === 0x82).map(name => W.text(name.body));
    },
    '551d25'(bytes, to) {
      to.purposes = W.derSequence(W.der(bytes, 0x30), 1).map(purpose => must(purpose.tag === 0x06) && W.hex(purpose.body));
    },
    '551d0e'(bytes, to) {
      to.keyIdentifier = W.der(bytes, 0x04).body;
    },
    '551d23'(bytes, to) {
      const identifier = W.derSequence(W.der(bytes, 0x30)).find(part => part.tag === 0x80);
      if (identifier) to.authorityKeyIdentifier = identifier.body;
    },
    // Name constraints are not evaluated here, and to pass over them would be to trust too much.
    '551d1e'() { must(false); },
  };

  const readExtensions = (element, certificate) => {
    const seen = new Set();
    for (const entry of W.derSequence(W.der(element.body, 0x30), 1)) {
      const parts = W.derSequence(entry, 2, 3), id = W.hex(parts[0].body), value = parts.at(-1);
      must(parts[0].tag === 0x06 && value.tag === 0x04 && !seen.has(id));
      must(parts.length === 2 || (parts[1].tag === 0x01 && W.hex(parts[1].body) === 'ff'));
      seen.add(id);
      must(readers[id] || parts.length === 2);
      if (readers[id]) readers[id](value.body, certificate);
    }
  };

  /** Both numbers of a signature in 32 bytes each, as WebCrypto takes them. */
  const rawSignature = der => {
    const raw = new Uint8Array(64);
    W.derSequence(W.der(der, 0x30), 2, 2).map(W.derInteger).forEach((number, index) => {
      must(number.length <= 32);
      raw.set(number, 32 * (index + 1) - number.length);
    });
    return raw;
  };

  /** Takes a certificate apart. Its signature is not looked at here. */
  W.certificate = der => {
    const [body, algorithm, signature] = W.derSequence(W.der(der, 0x30), 3, 3);
    const [version, serial, inner, issuer, validity, subject, keyInfo, ...rest] = W.derSequence(body, 8, 8);
    must(W.hex(version.all) === 'a003020102');
    W.derInteger(serial);
    const signedBy = signatures[W.hex(algorithm.body)];
    must(signedBy && W.same(algorithm.body, inner.body));
    const [kind, point] = W.derSequence(keyInfo, 2, 2);
    must(kind.tag === 0x30 && keys[W.hex(kind.body)]);
    const [notBefore, notAfter] = W.derSequence(validity, 2, 2).map(time);
    const certificate = {
      der, body: body.all, kind: keys[W.hex(kind.body)], signedBy, signature: rawSignature(W.derBits(signature)), issuer: issuer.all, subject: subject.all,
      name: nameOf(subject), notBefore, notAfter, point: W.derBits(point), isAuthority: false, dnsNames: [],
    };
    must(certificate.point.length === 65 && certificate.point[0] === 4 && rest[0].tag === 0xa3);
    readExtensions(rest[0], certificate);
    return certificate;
  };

  W.isSelfIssued = certificate => W.same(certificate.issuer, certificate.subject);

  /** Whether the one's key made the other's signature, and its name and key identifier say so too. */
  W.isIssued = async (certificate, authority) =>
    W.same(certificate.issuer, authority.subject) &&
    (!certificate.authorityKeyIdentifier || !authority.keyIdentifier ||
      W.same(certificate.authorityKeyIdentifier, authority.keyIdentifier)) &&
    certificate.signedBy === authority.kind && W.isSigned(authority, certificate.signature, certificate.body);
})(window.Wallet = window.Wallet || {});
