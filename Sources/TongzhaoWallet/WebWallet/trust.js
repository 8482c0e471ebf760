'use strict';
// Whom the wallet believes: the roots of /config.json, and chains that lead to one of them.
(function (W) {
  let settings;

  /** What the wallet's own server says: roots, and the sites that this page may speak to. */
  W.settings = () => settings = settings || fetch('/config.json', { cache: 'no-store' }).then(async answer => {
    const { trust_anchors: roots, allowed_origins: origins } = await answer.json();
    const anchors = roots.flatMap(root => {
      // A root of a kind that is not read here is not believed; the others stay good.
      try {
        return [W.certificate(W.fromBase64(root.certificate))];
      } catch {
        return [];
      }
    });
    return { anchors, origins };
  }).catch(() => {
    settings = undefined;
    throw new W.Refusal('unreachable');
  });

  const checkTime = (certificate, now) => {
    W.must(now >= certificate.notBefore, 'certificateNotYetValid');
    W.must(now <= certificate.notAfter, 'certificateExpired');
  };

  /** What a certificate can be for (extended key usage, RFC 5280 §4.2.1.12). Licences: an arc of our own; requests: the
      reader authentication of ISO/IEC 18013-5 §B.1.7. */
  W.purposes = {
    licences: '6981abd5c0c697d6ba84f5a588969ffb96c1f32501', requests: '28818c5d050106',
  };
  const anyPurpose = '551d2500';

  // Who names no purpose is bounded by none; who names some is good for those only, an authority as well as a leaf.
  const isFor = ({ purposes }, purpose) => !purposes || purposes.includes(purpose) || purposes.includes(anyPurpose);

  const mayCertify = (authority, depth) => authority.isAuthority && authority.usage && authority.usage.certifies &&
    (authority.pathLength === undefined || depth <= authority.pathLength);

  /** Follows an `x5c`, each certificate issued by the next (RFC 7515 §4.1.6), to a root of ours that is not in it
      (HAIP 1.0 §6.1.1). Each is fit for the purpose. */
  W.checkChain = async (chain, now, purpose) => {
    const { anchors } = await W.settings(), leaf = chain[0];
    W.must(!chain.some(one => anchors.some(anchor => W.same(one.der, anchor.der))), 'anchorPresented');
    W.must(!leaf.isAuthority && (!leaf.usage || leaf.usage.signs), 'untrustedCertificate');
    for (const [depth, certificate] of chain.entries()) {
      checkTime(certificate, now);
      W.must(isFor(certificate, purpose), 'certificateForOtherPurpose');
      if (depth > 0) {
        const holds = mayCertify(certificate, depth - 1) && await W.isIssued(chain[depth - 1], certificate);
        W.must(holds, 'untrustedCertificate');
      }
    }
    for (const anchor of anchors) {
      if (mayCertify(anchor, chain.length - 1) && await W.isIssued(chain.at(-1), anchor)) return checkTime(anchor, now);
    }
    throw new W.Refusal('untrustedCertificate');
  };
})(window.Wallet = window.Wallet || {});
