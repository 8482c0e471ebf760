'use strict';
// Receives licences (OpenID4VCI 1.0, pre-authorized code) and obtains them anew: offer, token, key proof, checks.
(function (W) {
  const preAuthorized = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';
  const renewalMargin = 86400, skew = 60;

  /** An offer (§4.1.1). */
  W.offer = json => {
    W.must(W.isObject(json) && Array.isArray(json.credential_configuration_ids), 'malformedOffer');
    const grant = W.must(json.grants && json.grants[preAuthorized], 'unsupportedOffer');
    W.must(typeof grant['pre-authorized_code'] === 'string', 'malformedOffer');
    W.address(json.credential_issuer);
    return {
      issuer: json.credential_issuer, configurations: json.credential_configuration_ids, code: grant['pre-authorized_code'],
      asksCode: W.isObject(grant.tx_code), server: grant.authorization_server,
      digits: W.isObject(grant.tx_code) && Number(grant.tx_code.length) || 6,
      isNumeric: !(W.isObject(grant.tx_code) && grant.tx_code.input_mode === 'text'),
    };
  };

  // The well-known part stands between host and path (§12.2.2, RFC 8414 §3.1).
  const document = async (name, issuer) => {
    const base = W.address(issuer), path = base.pathname === '/' ? '' : base.pathname;
    const answer = await W.send(new URL(`/.well-known/${name}${path}`, base));
    return W.must(answer.status === 200 && answer.json, 'wrongMetadata');
  };

  // By what keys it would have itself proved, its own preference first (§12.2.4).
  const wishesOf = configurations => configurations.flatMap(([, { proof_types_supported: types }]) => {
    const wishes = W.isObject(types) && W.isObject(types.jwt) && types.jwt.proof_signing_alg_values_supported;
    return Array.isArray(wishes) ? wishes : [];
  });

  /** What the issuer says of itself (§12.2). Nobody vouches for its name before the licence is here. */
  W.issuerOf = async (issuer, server) => {
    const described = await document('openid-credential-issuer', issuer);
    const servers = described.authorization_servers || [issuer], wanted = server || servers[0];
    W.must(described.credential_issuer === issuer && servers.includes(wanted), 'wrongMetadata');
    const authorization = await document('oauth-authorization-server', wanted);
    W.must(authorization.issuer === wanted, 'wrongMetadata');
    const configurations = Object.entries(described.credential_configurations_supported || {})
      .filter(([, one]) => one.format === W.licenceFormat && one.vct === W.licenceType);
    const optional = text => text === undefined ? null : W.address(text);
    return {
      issuer, configurations: configurations.map(([name]) => name), wishes: wishesOf(configurations), displays: Array.isArray(described.display) ? described.display : [],
      token: W.address(authorization.token_endpoint), credential: W.address(described.credential_endpoint),
      nonce: optional(described.nonce_endpoint), notification: optional(described.notification_endpoint),
    };
  };

  const refusal = answer => {
    const { error } = answer.json || {};
    if (typeof error !== 'string') return new W.Refusal(answer.status >= 500 ? 'unreachable' : 'malformedAnswer');
    return new W.Refusal(['invalid_grant', 'invalid_token'].includes(error) ? error : 'issuerRefused',
      { errorID: answer.json.error_id });
  };

  const token = async (metadata, form) => {
    const answer = await W.send(metadata.token, { form });
    if (answer.status !== 200 || !answer.json) throw refusal(answer);
    const { access_token: access, refresh_token: refresh, token_type: type, authorization_details: details } = answer.json;
    W.must(typeof access === 'string' && String(type).toLowerCase() === 'bearer', 'malformedAnswer');
    return { access, refresh, details: Array.isArray(details) ? details : [] };
  };

  const identifier = ({ details }, configuration) => {
    const own = details.find(one => one && one.credential_configuration_id === configuration);
    return own && own.credential_identifiers && own.credential_identifiers[0];
  };

  // §F.1. No `iss`: with a pre-authorized code there is no client identifier.
  const proof = async (metadata, keys) => {
    const claims = { aud: metadata.issuer, iat: W.now() };
    if (metadata.nonce) {
      const answer = await W.send(metadata.nonce, { form: {} });
      if (!answer.isGood || !answer.json || typeof answer.json.c_nonce !== 'string') throw refusal(answer);
      claims.nonce = answer.json.c_nonce;
    }
    return W.sign({ typ: 'openid4vci-proof+jwt', jwk: await W.publicJWK(keys) }, claims, keys);
  };

  const request = async (metadata, source, keys, access) => W.send(metadata.credential, {
    token: access, json: {
      ...(source.identifier ? { credential_identifier: source.identifier }
        : { credential_configuration_id: source.configuration }),
      proofs: { jwt: [await proof(metadata, keys)] },
    },
  });

  /** Checks a credential that came. Nothing is read as a fact before its signature holds. */
  W.checkCredential = async (text, issuer, keys) => {
    const now = W.now(), credential = await W.sdJWT(text), { chain } = credential.token;
    W.must(chain, 'untrustedCertificate');
    await W.checkChain(chain, now, W.purposes.licences);
    const payload = await W.verifiedClaims(credential.token, chain[0], W.licenceFormat);
    const claims = W.disclosed(payload, credential.disclosures);
    W.must(claims.vct === W.licenceType, 'wrongType');
    W.must(claims.iss === undefined || claims.iss === issuer, 'wrongIssuer');
    W.must(Number.isSafeInteger(claims.exp) && now < claims.exp + skew, 'expired');
    for (const time of [claims.iat, claims.nbf]) {
      W.must(time === undefined || (Number.isSafeInteger(time) && time <= now + skew), 'notYetValid');
    }
    const ours = await W.publicJWK(keys), bound = claims.cnf && claims.cnf.jwk;
    W.must(W.isObject(bound) && ['kty', 'crv', 'x', 'y'].every(name => bound[name] === ours[name]), 'foreignKey');
    W.must(['uscc', 'holder_role', 'holder_id'].every(name => claims[name] && typeof claims[name] === 'string'),
      'missingClaim');
    const authorities = chain.map(one => one.authorityKeyIdentifier).filter(Boolean).map(W.base64url);
    return { credential: text, claims, expires: claims.exp, authorities };
  };

  // Asks, checks, keeps, and then tells the issuer, as best it can (§8, §11).
  const obtain = async (metadata, pending, access, former) => {
    const { source, keys } = pending;
    let answer = await request(metadata, source, keys, access);
    // A nonce may be over by the time it arrives (§8.3.1.2): once more, with a fresh one.
    if (answer.json && answer.json.error === 'invalid_nonce') answer = await request(metadata, source, keys, access);
    if (answer.status !== 200 || !answer.json) throw refusal(answer);
    const text = answer.json.credentials && answer.json.credentials[0] && answer.json.credentials[0].credential;
    W.must(typeof text === 'string', 'malformedAnswer');
    const notify = event => answer.json.notification_id && metadata.notification && W.send(metadata.notification, {
      token: access, json: { notification_id: answer.json.notification_id, event },
    }).catch(() => {});
    let received;
    try {
      received = await W.checkCredential(text, metadata.issuer, keys);
    } catch (error) {
      await notify('credential_failure');
      throw error;
    }
    // One of the same holder from the same issuer takes the former's place, which it made worthless.
    const same = former || (await W.all('licences')).find(one => one.source.issuer === metadata.issuer &&
      one.claims.uscc === received.claims.uscc && one.claims.holder_id === received.claims.holder_id);
    const licence = {
      ...received, id: same ? same.id : pending.id, keys, source, receivedAt: W.now(), usedAt: same && same.usedAt,
    };
    await W.keep({ licences: [licence], pending: [pending.id] });
    await notify('credential_accepted');
    return licence;
  };

  /** Redeems an offer with a new key, for this licence alone. */
  W.receive = async (offer, code) => {
    const metadata = await W.issuerOf(offer.issuer, offer.server);
    const configuration = offer.configurations.find(one => metadata.configurations.includes(one));
    W.must(configuration, 'unsupportedOffer');
    const keys = await W.newKeys(W.preferred(metadata.wishes));
    const form = { grant_type: preAuthorized, 'pre-authorized_code': offer.code };
    if (offer.asksCode) form.tx_code = code;
    // A key that could not be kept would be a code spent for nothing.
    await W.keep({ pending: [{ id: 'probe', keys }] });
    await W.keep({ pending: ['probe'] });
    const { access, refresh, ...rest } = await token(metadata, form);
    const source = { issuer: offer.issuer, configuration, identifier: identifier(rest, configuration), refresh };
    // The code is spent: what it gave is written down before anything else can fail.
    const pending = { id: W.random(6), source, keys };
    await W.keep({ pending: [pending] });
    return obtain(metadata, pending, access);
  };

  const renewed = async (pending, former) => {
    const metadata = await W.issuerOf(pending.source.issuer);
    const { access, refresh } = await token(metadata,
      { grant_type: 'refresh_token', refresh_token: pending.source.refresh });
    const next = { ...pending, source: { ...pending.source, refresh: refresh || pending.source.refresh } };
    // An issuer that rotates made the former token worthless.
    if (refresh) await W.keep(former ? { licences: [{ ...former, source: next.source }] } : { pending: [next] });
    return obtain(metadata, next, access, former);
  };

  /** Obtains a licence anew without a visit. The key stays, so the refresh token alone obtains nothing. */
  W.renew = async licence => {
    W.must(licence.source.refresh, 'notRenewable');
    return renewed({ id: licence.id, source: licence.source, keys: licence.keys }, licence);
  };

  W.needsRenewal = licence => Boolean(licence.source.refresh) && licence.expires <= W.now() + renewalMargin;

  /** Quietly, when the wallet opens: finishes what was cut off, and obtains anew what ends soon. */
  W.catchUp = async () => {
    let changed = false;
    for (const pending of await W.all('pending')) {
      try {
        await renewed(pending);
        changed = true;
      } catch (error) {
        if (['invalid_grant', 'invalid_token'].includes(error.name)) await W.keep({ pending: [pending.id] });
      }
    }
    for (const licence of (await W.all('licences')).filter(W.needsRenewal)) {
      // An issuer that cannot be reached leaves it as it is; presenting tries again.
      await W.renew(licence).then(() => { changed = true; }, () => {});
    }
    return changed;
  };
})(window.Wallet = window.Wallet || {});
