'use strict';
// Fetches a signed request and holds it to the rules (OpenID4VP 1.0 §5, RFC 9101 §10, HAIP 1.0 §5). Numbered, because the
// order is the security: nothing is read as a fact before its signature holds.
(function (W) {
  const media = 'application/oauth-authz-req+jwt', typ = 'oauth-authz-req+jwt', skew = 60, oldest = 600;
  const loginTransaction = 'urn:tongzhao:transaction:login:1';
  const encryptions = ['A256GCM', 'A128GCM'];

  const capabilities = JSON.stringify({
    vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': W.signatures, 'kb-jwt_alg_values': W.signatures } },
    client_id_prefixes_supported: ['x509_hash', 'x509_san_dns'],
    request_object_signing_alg_values_supported: W.signatures,
    response_types_supported: ['vp_token'],
    response_modes_supported: ['direct_post.jwt'],
    authorization_encryption_alg_values_supported: ['ECDH-ES'],
    authorization_encryption_enc_values_supported: encryptions,
    transaction_data_types_supported: [loginTransaction],
  });

  const fetched = async (link, nonce) => {
    const form = link.isPosted ? { wallet_metadata: capabilities, wallet_nonce: nonce } : undefined;
    const answer = await W.send(link.address, { form, accept: media });
    W.must(answer.status !== 429, 'tooOften');
    W.must(answer.status !== 403, 'otherDeviceOnly');
    W.must(answer.status < 400 || answer.status >= 500, 'over');
    W.must(answer.status === 200, 'unreachable');
    W.must(answer.media === media, 'wrongMediaType');
    return W.unverifiedJWS(answer.text.trim());
  };

  // §5.9.3
  const checkBinding = async (clientID, leaf) => {
    const colon = clientID.indexOf(':'), prefix = clientID.slice(0, colon), name = clientID.slice(colon + 1);
    W.must(['x509_hash', 'x509_san_dns'].includes(prefix), 'unsupportedClientIDPrefix');
    W.must(prefix === 'x509_hash' ? name === W.base64url(await W.sha256(leaf.der))
      : name && leaf.dnsNames.some(own => own.toLowerCase() === name.toLowerCase()), 'clientNotBound');
  };

  // A request that echoes our nonce is fresh by that; times, where it has them, must hold all the same.
  const checkTimes = ({ exp, iat, nbf }, isFresh, now) => {
    for (const time of [exp, iat, nbf]) W.must(time === undefined || Number.isSafeInteger(time), 'malformed');
    W.must(exp === undefined || now < exp + skew, 'expired');
    for (const time of [iat, nbf]) W.must(time === undefined || time <= now + skew, 'notYetValid');
    W.must(iat === undefined || now <= iat + oldest, 'expired');
    W.must(isFresh || iat !== undefined || exp !== undefined, 'undated');
  };

  const contextNames = ['client_name#en', 'purpose', 'purpose#en', 'place', 'browser', 'os'];

  const contextOf = json => {
    W.must(W.isObject(json) && [json.client_name, json.client_origin].every(text => typeof text === 'string') &&
      Number.isSafeInteger(json.requested_at) &&
      contextNames.every(name => json[name] === undefined || typeof json[name] === 'string'), 'malformedContext');
    return json;
  };

  const sameContext = (a, b) => ['client_name', 'client_origin', 'requested_at', ...contextNames]
    .every(name => a[name] === b[name]);

  // §8.4: a type that the wallet does not know, or for a credential that is not asked for, ends the request.
  const transactions = (claims, ids, context) => {
    const entries = claims.transaction_data === undefined ? [] : claims.transaction_data;
    const must = holds => W.must(holds, 'unsupportedTransactionData');
    must(Array.isArray(entries) && entries.length <= 4 && (claims.transaction_data === undefined || entries.length > 0));
    const read = entries.map(text => {
      const json = W.object(W.text(W.fromBase64url(String(text))));
      const { credential_ids: for_, transaction_data_hashes_alg: algorithms = ['sha-256'] } = json;
      must(json.type === loginTransaction && Array.isArray(for_) && for_.length > 0 && for_.every(id => ids.includes(id)));
      must(Array.isArray(algorithms) && algorithms.includes('sha-256'));
      const told = contextOf(json.context);
      // People are shown one context: a second, different one would be signed unseen.
      W.must(!context || sameContext(context, told), 'contradictoryContext');
      return { text, for: for_, context: told };
    });
    W.must(context || read.length < 2, 'contradictoryContext');
    return read;
  };

  // §8.3: a key to encrypt to, by an algorithm that both have; A128GCM when it names none.
  const encryption = metadata => {
    const keys = metadata && metadata.jwks && metadata.jwks.keys;
    const key = (Array.isArray(keys) ? keys : []).find(one => W.isObject(one) && one.kty === 'EC' && one.crv === 'P-256' &&
      !('d' in one) && ['enc', undefined].includes(one.use) && ['ECDH-ES', undefined].includes(one.alg));
    W.must(key, 'missingEncryptionKey');
    const { encrypted_response_enc_values_supported: names = ['A128GCM'] } = metadata;
    const name = Array.isArray(names) && encryptions.find(one => names.includes(one));
    return { key, name: W.must(name, 'unsupportedEncryption') };
  };

  /** The request at that link, after every rule held. */
  W.request = async link => {
    const nonce = W.random(16), now = W.now();
    // 1 A signed token with a certificate chain.
    const token = await fetched(link, nonce), { chain } = token;
    W.must(chain, 'missingCertificate');
    // 2 Somebody whom we trust vouches for the leaf, for asking, and it is not the leaf itself.
    const leaf = chain[0];
    W.must(!W.isSelfIssued(leaf), 'selfSignedCertificate');
    await W.checkChain(chain, now, W.purposes.requests);
    // 3 The leaf's key signed a request.
    const claims = await W.verifiedClaims(token, leaf, typ);
    // 4 Who asks is who the link named and whom the certificate is of.
    W.must(typeof claims.client_id === 'string', 'missingClientID');
    W.must(claims.client_id === link.clientID, 'otherClient');
    await checkBinding(claims.client_id, leaf);
    // 5 It was made for this scan, for a wallet, and now.
    W.must(!link.isPosted || claims.wallet_nonce === nonce, 'wrongWalletNonce');
    W.must([claims.aud].flat().includes('https://self-issued.me/v2'), 'wrongAudience');
    checkTimes(claims, link.isPosted, now);
    // 6 What is asked can be answered, and the answer stays with who asks.
    W.must(claims.response_type === 'vp_token', 'unsupportedResponseType');
    W.must(claims.response_mode === 'direct_post.jwt', 'unsupportedResponseMode');
    W.must(claims.redirect_uri === undefined, 'redirectURIPresent');
    W.must(typeof claims.response_uri === 'string', 'missingResponseURI');
    const responseURI = W.address(claims.response_uri);
    W.must(responseURI.origin === link.address.origin, 'foreignResponseURI');
    W.must(typeof claims.nonce === 'string' && /^[\x21-\x7e]{1,512}$/.test(claims.nonce), 'missingNonce');
    W.must(claims.state === undefined || (typeof claims.state === 'string' && claims.state.length <= 1024),
      'malformedState');
    W.must(claims.scope === undefined, 'malformedQuery');
    const query = W.checkQuery(claims.dcql_query);
    const signed = claims.context === undefined ? undefined : contextOf(claims.context);
    const transactionData = transactions(claims, query.credentials.map(one => one.id), signed);
    const context = signed || (transactionData[0] && transactionData[0].context) || {};
    return {
      clientID: claims.client_id, nonce: claims.nonce, state: claims.state, responseURI, query, transactionData, context,
      encryption: encryption(claims.client_metadata), clientName: context.client_name || leaf.name,
      clientOrigin: context.client_origin || link.address.host, service: leaf.name, serviceHost: link.address.host,
    };
  };
})(window.Wallet = window.Wallet || {});
