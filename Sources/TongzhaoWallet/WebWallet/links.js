'use strict';
// From what was scanned, pasted or typed to an offer or to the place of a signed request.
(function (W) {
  const offerSchemes = /^(openid-credential-offer|haip-vci):\/\//i;
  const requestSchemes = /^(openid4vp|haip-vp|eudi-openid4vp):\/\//i;

  const one = (query, name) => {
    W.must(query.getAll(name).length <= 1, 'notALink');
    return query.get(name) || undefined;
  };

  /** Where a signed request is (OpenID4VP 1.0 §5.10). */
  W.requestLink = ({ client_id: clientID, request_uri: address, request_uri_method: method = 'get' }) => {
    W.must(typeof clientID === 'string' && typeof address === 'string', 'notALink');
    W.must(['get', 'post'].includes(method), 'unsupportedMethod');
    return { kind: 'request', clientID, address: W.address(address), isPosted: method === 'post' };
  };

  const fromQuery = query => W.requestLink(Object.fromEntries(
    ['client_id', 'request_uri', 'request_uri_method'].map(name => [name, one(query, name)])));

  const offer = json => ({ kind: 'offer', offer: W.offer(json) });

  const offerFrom = async query => {
    const [inline, address] = ['credential_offer', 'credential_offer_uri'].map(name => one(query, name));
    // §4.1: exactly one of the two.
    W.must(!inline !== !address, 'malformedOffer');
    return inline ? offer(W.object(inline)) : ask(W.address(address));
  };

  // An address says what it is when it is asked for JSON. A page may send to a request of its own site only.
  const ask = async (address, form) => {
    const { status, json } = await W.send(address, { form });
    W.must(status !== 429, 'tooOften');
    W.must(status < 400 || status >= 500, 'over');
    W.must(status === 200, 'unreachable');
    W.must(json, 'notALink');
    if ('credential_issuer' in json) return offer(json);
    const link = W.requestLink(json);
    W.must(link.address.origin === address.origin, 'foreignAddress');
    return link;
  };

  // Eight digits do not say whose page they are on: the sites of this wallet are asked one after the other.
  const typed = async code => {
    const { origins } = await W.settings();
    let failure = new W.Refusal('over');
    for (const origin of origins) {
      try {
        return await ask(new URL('/w/code', origin), { code });
      } catch (error) {
        if (error.name !== 'over') failure = error;
      }
    }
    throw failure;
  };

  /** `{kind: 'offer', offer}` or `{kind: 'request', clientID, address, isPosted}`. */
  W.read = async input => {
    const text = input.trim();
    W.must(text.length <= 16384, 'notALink');
    if (/^\d{4}[ -]?\d{4}$/.test(text)) return typed(text.replace(/\D/g, ''));
    if (text.startsWith('{')) return offer(W.object(text));
    const query = new URLSearchParams(text.includes('?') ? text.slice(text.indexOf('?')) : '');
    const isWeb = /^https?:\/\//i.test(text);
    W.must(isWeb || offerSchemes.test(text) || requestSchemes.test(text), 'notALink');
    if (query.has('credential_offer') || query.has('credential_offer_uri')) return offerFrom(query);
    if (query.has('request_uri')) return fromQuery(query);
    W.must(isWeb, 'notALink');
    return ask(W.address(text));
  };
})(window.Wallet = window.Wallet || {});
