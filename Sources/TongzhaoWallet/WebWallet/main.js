'use strict';
// Ties the pages to addresses: #/… within the wallet, and links that bring a request or an offer in their query.
(function (W) {
  const pages = { '': W.home, scan: W.scanPage, history: W.history, consents: W.consents, help: W.help, licence: W.licence };

  /** Opens whatever a text stands for. */
  W.open = async text => {
    const read = await W.read(text);
    // A page of its own, so that the way back leads to the one before.
    if (!location.search) history.pushState(null, '', '#/request');
    if (read.kind === 'offer') await W.receivePage(read.offer);
    else await W.approvePage(await W.request(read));
  };

  /** What came by a link is dealt with: reloading the page must not ask for it again. */
  W.endOfLink = () => {
    if (location.search) history.replaceState(null, '', '/#/done');
  };

  const route = async () => {
    const [, name = '', ...rest] = location.hash.split('/');
    for (const link of document.querySelectorAll('nav a')) {
      if (link.hash === `#/${name}`) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    try {
      await (Object.hasOwn(pages, name) ? pages[name] : W.home)(...rest);
    } catch (error) {
      W.fail(error, route);
    }
    W.isFirst = false;
  };

  const openLink = async () => {
    const text = location.href.replace(/#.*/, '');
    W.show(() => [W.t('checking')], true);
    W.say(W.t('checking'));
    try {
      await W.open(text);
    } catch (error) {
      W.fail(error, ['unreachable', 'failed'].includes(error.name) ? openLink : undefined);
    }
  };

  document.getElementById('language').addEventListener('click', () => {
    W.speak(W.language === 'en' ? 'zh' : 'en');
    W.frame();
    W.redraw();
  });
  window.addEventListener('hashchange', () => {
    if (location.search) history.replaceState(null, '', `/${location.hash}`);
    route();
  });

  W.frame();
  W.isFirst = true;
  const query = new URLSearchParams(location.search);
  if (!window.isSecureContext || !crypto.subtle || !window.indexedDB) W.fail(new W.Refusal('insecurePage'));
  else if (['request_uri', 'credential_offer', 'credential_offer_uri'].some(name => query.has(name))) openLink();
  else {
    route().then(W.catchUp).then(changed => changed && /^(#\/)?$/.test(location.hash) && W.home())
      .catch(error => console.error(error));
  }
})(window.Wallet = window.Wallet || {});
