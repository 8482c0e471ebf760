'use strict';
// What a verifier asks for, in DCQL (OpenID4VP 1.0 §6): read strictly, matched with the licences at hand.
(function (W) {
  W.licenceType = 'urn:tongzhao:credential:business-licence:1';
  W.licenceFormat = 'dc+sd-jwt';
  const must = holds => W.must(holds, 'malformedQuery');
  const list = value => must(Array.isArray(value) && value.length > 0) && value;
  const optional = (value, read) => (value === undefined ? undefined : read(value));
  const texts = value => list(value).every(one => typeof one === 'string') ? value : must(false);
  const flag = value => must(typeof value === 'boolean');
  const isName = text => typeof text === 'string' && /^[A-Za-z0-9_-]+$/.test(text);
  const isDistinct = names => new Set(names).size === names.length;

  const checkClaim = claim => {
    must(W.isObject(claim) && (claim.id === undefined || isName(claim.id)));
    must(list(claim.path).every(step => step === null || typeof step === 'string' ||
      (Number.isSafeInteger(step) && step >= 0)));
    optional(claim.values, values => must(list(values).every(value =>
      ['string', 'boolean'].includes(typeof value) || Number.isSafeInteger(value))));
  };

  const checkCredential = query => {
    must(W.isObject(query) && isName(query.id) && typeof query.format === 'string' && W.isObject(query.meta));
    if (query.format === W.licenceFormat) texts(query.meta.vct_values);
    optional(query.multiple, flag);
    if (query.require_cryptographic_holder_binding !== undefined) {
      must(typeof query.require_cryptographic_holder_binding === 'boolean');
    }
    optional(query.trusted_authorities, all => list(all).forEach(one =>
      must(W.isObject(one) && typeof one.type === 'string' && texts(one.values))));
    const ids = (optional(query.claims, list) || []).map(claim => (checkClaim(claim), claim.id));
    must(isDistinct(ids.filter(id => id !== undefined)));
    optional(query.claim_sets, sets => list(sets).forEach(set =>
      must(!ids.includes(undefined) && texts(set).every(id => ids.includes(id)))));
  };

  /** Refuses what breaks the rules of §6. */
  W.checkQuery = query => {
    must(W.isObject(query));
    list(query.credentials).forEach(checkCredential);
    const ids = query.credentials.map(one => one.id);
    must(isDistinct(ids));
    optional(query.credential_sets, sets => list(sets).forEach(set =>
      must(W.isObject(set) && list(set.options).every(option => texts(option).every(id => ids.includes(id))))));
    return query;
  };

  const select = (values, step) => values.flatMap(value =>
    step === null ? (Array.isArray(value) ? value : [])
      : typeof step === 'string' ? (W.isObject(value) && Object.hasOwn(value, step) ? [value[step]] : [])
        : Array.isArray(value) && step < value.length ? [value[step]] : []);

  const answers = (claim, claims) => {
    const found = claim.path.reduce(select, [claims]);
    return claim.values ? found.some(value => claim.values.includes(value)) : found.length > 0;
  };

  /** The names to disclose if this licence answers that query; nothing if it does not (§6.4.1). */
  const names = (query, licence) => {
    const authorities = query.trusted_authorities;
    if (query.format !== W.licenceFormat || !query.meta.vct_values.includes(licence.claims.vct)) return null;
    if (authorities && !authorities.some(one => one.type === 'aki' &&
      one.values.some(value => licence.authorities.includes(value)))) return null;
    const all = query.claims || [];
    const sets = query.claim_sets
      ? query.claim_sets.map(set => set.map(id => all.find(claim => claim.id === id))) : [all];
    const set = sets.find(claims => claims.every(claim => answers(claim, licence.claims)));
    return set ? new Set(set.map(claim => claim.path[0]).filter(step => typeof step === 'string')) : null;
  };

  /** How one licence answers all that must be answered (§6.4.2): [query id, names]; nothing if it does not. */
  W.answersOf = (query, licence) => {
    const possible = new Map();
    for (const one of query.credentials) {
      const found = names(one, licence);
      if (found) possible.set(one.id, found);
    }
    const can = ids => ids.every(id => possible.has(id));
    const ids = new Set();
    for (const set of query.credential_sets || [{ options: [query.credentials.map(one => one.id)] }]) {
      const option = set.options.find(can);
      if (option) option.forEach(id => ids.add(id));
      else if (set.required !== false) return null;
    }
    return ids.size > 0 ? [...possible].filter(([id]) => ids.has(id)) : null;
  };
})(window.Wallet = window.Wallet || {});
