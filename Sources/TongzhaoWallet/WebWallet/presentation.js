'use strict';
// Answers who asks (OpenID4VP 1.0 §8): presents what was agreed to, refuses, reads receipts, says "not me".
(function (W) {
  /** What would be handed over with this licence; nothing if it does not answer. */
  W.plan = (request, licence) => {
    const answers = W.answersOf(request.query, licence);
    if (!answers) return null;
    const names = new Set(answers.flatMap(([, all]) => [...all]));
    const order = [...W.face.filter(name => names.has(name)), ...[...names].filter(name => !W.face.includes(name))];
    const claims = order.filter(name => Object.hasOwn(licence.claims, name)).map(name => [name, licence.claims[name]]);
    return { request, licence, answers, claims };
  };

  // Over the texts as sent, for the credentials that each names (B.3.3.1).
  const hashes = async (request, id) => {
    const concerned = request.transactionData.filter(one => one.for.includes(id));
    if (concerned.length === 0) return {};
    return {
      transaction_data_hashes: await Promise.all(concerned.map(one => W.digest(one.text))),
      transaction_data_hashes_alg: 'sha-256',
    };
  };

  const answer = async ({ request, licence, answers }) => {
    const token = {};
    for (const [id, names] of answers) {
      const binding = { aud: request.clientID, nonce: request.nonce, ...await hashes(request, id) };
      token[id] = [await W.present(licence.credential, names, binding, licence.keys)];
    }
    const payload = JSON.stringify({ vp_token: token, state: request.state });
    return W.encrypt(payload, request.encryption.key, request.encryption.name);
  };

  const refusal = ({ status, json }) => {
    if (!json || typeof json.error !== 'string') {
      return new W.Refusal(status >= 500 ? 'unreachable' : status === 404 ? 'over' : 'malformedAnswer');
    }
    if (status === 404) return new W.Refusal('over');
    return new W.Refusal('notAccepted', { rejection: json.rejection, errorID: json.error_id });
  };

  const next = json => typeof json.redirect_uri === 'string' ? W.address(json.redirect_uri).href : null;

  const presentOnce = async plan => {
    const { request, licence } = plan;
    const posted = await W.send(request.responseURI, { form: { response: await answer(plan) } });
    if (!posted.isGood) throw refusal(posted);
    const json = posted.json || {}, redirect = next(json);
    const page = json.receipt_uri ? W.address(json.receipt_uri) : redirect && new URL(redirect);
    // The receipt is a page of who asked; a link to elsewhere is not kept as one.
    const link = page && page.origin === request.responseURI.origin ? page.href : null;
    const { place, browser, os } = request.context;
    const receipt = {
      id: W.random(6), clientName: request.clientName, clientNameEnglish: request.context['client_name#en'],
      clientOrigin: request.clientOrigin, place, browser, os, approvedAt: W.now(), uscc: licence.claims.uscc,
      entityName: W.nameOf(licence.claims), role: licence.claims.holder_role, link,
    };
    await W.keepReceipt(receipt, { ...licence, usedAt: W.now() });
    // Only a page that is the receipt itself is fetched here. Any other belongs to the browser that began the login:
    // fetched by the wallet it would be spent (§14.2).
    const isReceipt = Boolean(json.receipt_uri) && link === redirect;
    return { receipt, redirect: isReceipt ? null : redirect };
  };

  // What the holder agreed to is these claims with these values. Where one changed, the holder is asked again.
  const renewed = async plan => {
    if (!plan.licence.source.refresh) return null;
    const licence = await W.renew(plan.licence).catch(() => null);
    const again = licence && W.plan(plan.request, licence);
    if (!again) return null;
    W.must(JSON.stringify(again.claims) === JSON.stringify(plan.claims), 'changed', { licence });
    return again;
  };

  /** Presents. A licence that ends soon, or that the issuer replaced meanwhile, is obtained anew and presented. */
  W.presentLicence = async plan => {
    const current = W.needsRenewal(plan.licence) && await renewed(plan) || plan;
    try {
      return await presentOnce(current);
    } catch (error) {
      const again = ['licenceInvalid', 'credentialExpired'].includes(error.rejection) && await renewed(current);
      if (!again) throw error;
      return presentOnce(again);
    }
  };

  /** Tells who asked that the holder refuses (§8.5). In the clear: it says nothing of a licence. */
  W.refuse = async request => {
    const form = { error: 'access_denied' };
    if (request.state !== undefined) form.state = request.state;
    const posted = await W.send(request.responseURI, { form });
    if (!posted.isGood) throw refusal(posted);
    return next(posted.json || {});
  };

  /** How a login stands: `{state, number, expires_in}`; nothing when its page is gone. */
  W.receiptState = async receipt => {
    if (!receipt.link) return null;
    const { status, json } = await W.send(W.address(receipt.link));
    return status === 200 && json && typeof json.state === 'string' ? json : null;
  };

  /** "Not me": ends the login and all that hangs on it. Saying so twice is no mistake. */
  W.disown = async receipt => {
    W.must(receipt.link, 'noReceipt');
    const answer = await W.send(W.address(`${receipt.link}/not-me`), { form: {} });
    W.must(answer.status !== 404, 'noReceipt');
    if (!answer.isGood) throw refusal(answer);
    const disowned = { ...receipt, disownedAt: W.now(), proof: undefined };
    await W.keepReceipt(disowned);
    return disowned;
  };

  /** Keeps the file by which a login is proved years later; the same receipt while there is none yet. */
  W.keepProof = async receipt => {
    if (receipt.proof || !receipt.link) return receipt;
    const { status, json } = await W.send(W.address(`${receipt.link}/proof`));
    if (status !== 200 || !json || typeof json.leaf !== 'string') return receipt;
    const proved = { ...receipt, proof: json };
    await W.keepReceipt(proved);
    return proved;
  };
})(window.Wallet = window.Wallet || {});
