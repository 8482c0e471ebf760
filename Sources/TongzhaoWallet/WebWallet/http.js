'use strict';
// The wallet's way out: only https (http on this machine), only sites of /config.json, no cookie, no redirect.
(function (W) {
  const most = 1 << 20;

  W.address = text => {
    W.must(typeof text === 'string' && text.length <= 4096 && /^https?:\/\/[\x21-\x7e]+$/.test(text) &&
      !/[#\\]/.test(text), 'insecureAddress');
    let url;
    try {
      url = new URL(text);
    } catch {
      throw new W.Refusal('insecureAddress');
    }
    const isSafe = url.protocol === 'https:' || ['127.0.0.1', '[::1]'].includes(url.hostname);
    W.must(isSafe && !url.username && !url.password, 'insecureAddress');
    return url;
  };

  const collected = async answer => {
    const reader = answer.body.getReader(), parts = [];
    for (let size = 0; ;) {
      const { done, value } = await reader.read();
      if (done) return W.text(W.joined(...parts));
      W.must((size += value.length) <= most, 'tooLarge');
      parts.push(value);
    }
  };

  /** Sends a request: `form` or `json` is posted, neither is a GET. `proof` proves a key (RFC 9449 §4.1). */
  W.send = async (url, { form, json, token, proof, accept = 'application/json' } = {}) => {
    const { origins } = await W.settings();
    W.must(origins.includes(url.origin), 'siteNotAllowed', { site: url.host });
    const headers = { accept };
    if (json) headers['content-type'] = 'application/json';
    if (proof) headers.dpop = proof;
    if (token) headers.authorization = `Bearer ${token}`;
    let answer, text;
    try {
      answer = await fetch(url, {
        method: form || json ? 'POST' : 'GET', headers, body: form ? new URLSearchParams(form) : JSON.stringify(json),
        credentials: 'omit', redirect: 'error', cache: 'no-store', referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(10000),
      });
      text = answer.body ? await collected(answer) : '';
    } catch (error) {
      throw error instanceof W.Refusal ? error : new W.Refusal('unreachable');
    }
    const media = (answer.headers.get('content-type') || '').split(';')[0].trim().toLowerCase();
    let object = null;
    try {
      object = W.object(text);
    } catch { /* Not JSON: the caller says what that means. */ }
    return { status: answer.status, isGood: answer.ok, media, text, json: object };
  };
})(window.Wallet = window.Wallet || {});
