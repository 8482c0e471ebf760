'use strict';
// What sites may see, as the login services of the receipts say it, and how it is taken back. Each request proves the key
// of the licence by which it was approved (RFC 9449 §4.2).
(function (W) {
  const { h } = W;

  const ask = async (licence, method, url) => {
    const claims = {
      jti: W.base64url(crypto.getRandomValues(new Uint8Array(16))), htm: method, htu: url.href, iat: W.now(),
    };
    const header = { typ: 'dpop+jwt', jwk: await W.publicJWK(licence.keys) };
    const proof = await W.sign(header, claims, licence.keys);
    const answer = await W.send(url, { form: method === 'POST' ? {} : undefined, proof });
    W.must(answer.isGood && answer.json, 'notAccepted');
    return answer.json;
  };

  const given = async () => {
    const links = (await W.receipts()).map(one => one.link).filter(Boolean);
    const origins = [...new Set(links.map(link => W.address(link).origin))];
    const found = [];
    for (const origin of origins) {
      for (const licence of await W.licences()) {
        const { consents } = await ask(licence, 'GET', new URL('/wallet/consents', origin));
        if (Array.isArray(consents)) found.push(...consents.map(consent => ({ consent, licence, origin })));
      }
    }
    return found;
  };

  const name = ({ client_name: chinese, 'client_name#en': english, client_id: id }) =>
    String((W.language === 'en' && english) || chinese || id);

  W.consents = async () => {
    const entries = await given();
    const entry = ({ consent, licence, origin }) => {
      const item = h('li', { class: 'card' }), place = h('div');
      const done = () => item.replaceChildren(h('p', { class: 'verdict', role: 'status' }, W.t('takenBack')));
      const revoke = () => W.busy('checking', () =>
        ask(licence, 'POST', new URL(`/wallet/consents/${encodeURIComponent(consent.id)}/revoke`, origin)))
        .then(done, error => W.complain(place, error));
      item.append(W.facts([
        [W.t('asks'), `${name(consent)} · ${String(consent.origin || '')}`],
        [W.t('maySee'), String(consent.scope).replace(/^openid ?/, '')],
        [W.t('as'), String(consent.uscc)], [W.t('lastUsed'), W.moment(consent.used_at)],
      ]), place, W.guarded('takeBack', 'takeBackSure', 'yesTakeBack', revoke));
      return item;
    };
    W.show(() => [W.t('consents'), entries.length === 0 ? h('p', { class: 'card' }, W.t('noConsents'))
      : h('ul', { class: 'cards' }, entries.map(entry))]);
  };
})(window.Wallet = window.Wallet || {});
