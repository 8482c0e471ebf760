'use strict';
// The pages of one login: who asks and for what, agreed or refused, the number, "not me".
(function (W) {
  const { h } = W;

  const device = ({ browser, os }) => [browser, os].filter(Boolean).join(' · ');
  const named = (chinese, english) => W.language === 'en' && english || chinese;

  const asker = request => {
    const { context } = request;
    return h('div', { class: 'card' },
      h('p', { class: 'asker' }, h('strong', {}, named(request.clientName, context['client_name#en'])), ' ',
        h('span', { class: 'host' }, request.clientOrigin), ' ', W.t('asks')),
      W.facts([
        [W.t('why'), named(context.purpose, context['purpose#en'])],
        [W.t('where'), context.requested_at && (context.place || W.t('unknownPlace'))],
        [W.t('on'), device(context)],
        [W.t('when'), context.requested_at && W.moment(context.requested_at)],
        [W.t('service'), [request.service, request.serviceHost].filter(Boolean).join(' · ')],
      ]),
      (context.authorization_details || []).map(matter => W.facts([[W.t('matter'), [matter.matter,
        matter.actions.map(action => W.t('action_' + action)).join(' '), (matter.locations || []).join(' '),
        [matter.not_before, matter.not_after].filter(Boolean).join(' – ')].filter(Boolean).join(' · ')]])),
      context.device && h('div', { class: 'alert' }, h('p', {}, W.t('deviceAsks')), W.facts([
        [W.t('deviceShows'), context.device.user_code || context.device.binding_message], [W.t('deviceIsIn'), context.device.place || W.t('unknownPlace')],
      ])),
      h('p', { class: 'note' }, W.t(context.device ? 'isItYourDevice' : 'isItYou')));
  };

  const handedOver = plan => [h('h2', {}, W.t('handedOver')),
    h('div', { class: 'card' }, W.facts(plan.claims.map(([name, value]) =>
      [W.label(name, plan.licence.claims), W.value(name, value)]), 'claims'))];

  const choice = (plans, chosen, choose) => {
    if (plans.length === 1) return h('div', { class: 'card' }, W.card(plans[0].licence));
    return W.searchable(plans.map(plan => plan.licence), licence => h('label', { class: 'card choice' },
      h('input', {
        type: 'radio', name: 'licence', value: licence.id, checked: licence.id === chosen.licence.id,
        onchange: () => choose(licence.id),
      }), h('span', {}, W.card(licence))));
  };

  const goTo = address => {
    W.show(() => [W.t('approved'), h('p', {}, W.t('returning')),
      h('p', {}, h('a', { class: 'button main', href: address }, W.t('go')))]);
    location.assign(address);
  };

  /** Shows a verified request and waits for the person. */
  W.approvePage = async request => {
    let plans = (await W.licences()).map(licence => W.plan(request, licence)).filter(Boolean);
    let chosen = plans[0];
    const place = h('div'), list = h('div');
    const choose = id => {
      chosen = plans.find(plan => plan.licence.id === id);
      list.replaceChildren(...handedOver(chosen));
    };
    const refuse = async () => {
      try {
        const address = await W.busy('refusing', () => W.refuse(request));
        W.refusedPage(address);
      } catch (error) {
        // Refused is refused, whether or not they could be told.
        W.refusedPage(null, error);
      }
    };
    const agree = async () => {
      try {
        const { receipt, redirect } = await W.busy('presenting', () => W.presentLicence(chosen));
        W.endOfLink();
        if (redirect) goTo(redirect);
        else W.donePage(receipt);
      } catch (error) {
        if (error.name === 'changed') {
          plans = plans.map(plan => plan.licence.id === error.licence.id ? W.plan(request, error.licence) : plan);
          choose(error.licence.id);
        }
        W.complain(place, error);
        place.scrollIntoView({ block: 'center' });
      }
    };
    const page = () => {
      if (plans.length === 0) {
        return [W.t('approve'), asker(request), h('p', { role: 'alert', class: 'alert' }, W.t('noMatch')),
          W.pair(W.button('refuse', refuse), W.link('receiveFirst', '#/scan'))];
      }
      choose(chosen.licence.id);
      return [W.t('approve'), asker(request), h('h2', {}, W.t('asWhom')), choice(plans, chosen, choose), list, place,
        h('div', { class: 'decision' }, W.pair(W.button('refuse', refuse), W.button('agree', agree)))];
    };
    W.show(page);
  };

  W.refusedPage = (address, error) => {
    W.endOfLink();
    W.show(() => [W.t('refused'), h('p', {}, W.t('refusedWhat')), error && h('p', { class: 'note' }, W.sentence(error)),
      h('div', { class: 'stack' }, address && h('a', { class: 'button main', href: address }, W.t('back')),
        W.link('home', '#/'))]);
  };

  const spaced = number => number.replace(/(\d{3})(?=\d)/, '$1 ');

  /** "Not me" for a receipt, in place. */
  W.notMe = (receipt, done) => {
    const place = h('div');
    const end = () => W.busy('checking', () => W.disown(receipt))
      .then(done, error => W.complain(place, error));
    return [place, W.guarded('notMe', 'notMeSure', 'yesEnd', end)];
  };

  W.receiptFacts = receipt => W.facts([
    [W.t('asks'), `${named(receipt.clientName, receipt.clientNameEnglish)} · ${receipt.clientOrigin}`],
    [W.t('where'), [receipt.place, device(receipt)].filter(Boolean).join(' · ')],
    [W.t('when'), W.moment(receipt.approvedAt)],
    [W.t('as'), `${receipt.entityName} · ${W.value('holder_role', receipt.role)}`],
  ]);

  /** After agreeing to a login on another device: the number while it is waited for, then how it ended. */
  W.donePage = receipt => {
    let state = null, until = 0;
    const live = h('div'), clock = h('p', { class: 'note' });
    const words = {
      number: () => [h('p', {}, W.t('typeNumber')), h('p', { class: 'number' },
        h('span', { 'aria-hidden': 'true' }, spaced(state.number)),
        h('span', { class: 'hidden' }, [...state.number].join(' '))), clock],
      pending: () => [h('p', {}, W.t('goesOn'))],
      done: () => [h('p', { class: 'verdict' }, W.t('loggedIn'))],
      ended: () => [h('p', { class: 'alert' }, W.t('ended'))],
      disowned: () => [h('p', { class: 'verdict' }, W.t('disowned'))],
    };
    const unknown = () => [receipt.link
      ? h('a', { class: 'button', href: receipt.link, rel: 'noreferrer' }, W.t('openReceipt')) : W.t('goesOn')];
    const draw = () => live.replaceChildren(...(state && words[state.state] || unknown)());
    const tick = () => { clock.textContent = W.t('secondsLeft', Math.max(0, until - W.now())); };
    const look = async () => {
      const seen = await W.receiptState(receipt).catch(() => state);
      if (seen && seen.expires_in) until = W.now() + seen.expires_in;
      const isNews = !state || !seen || seen.state !== state.state;
      state = seen && !/^\d{6}$/.test(seen.number || '000000') ? null : seen;
      // Kept without being asked for: the page is there for some time only. What is not signed yet is for the history.
      if (isNews && state && state.state === 'done') W.keepProof(receipt).catch(() => null);
      if (isNews && W.isShown(page)) draw();
    };
    const disowned = () => {
      state = { state: 'disowned' };
      W.show(page);
    };
    const page = () => {
      draw();
      tick();
      const isOpen = () => ['number', 'pending'].includes(state && state.state);
      const timers = [setInterval(tick, 1000), setInterval(() => isOpen() && look(), 2500)];
      W.onLeave(() => timers.forEach(clearInterval));
      return [W.t('approved'), h('div', { class: 'card', role: 'status' }, live),
        h('div', { class: 'card' }, W.receiptFacts(receipt)),
        h('div', { class: 'stack' }, W.link('home', '#/'),
          !(state && state.state === 'disowned') && W.notMe(receipt, disowned))];
    };
    return look().then(() => W.show(page));
  };

  /** Hands out the proof of a login as a file. */
  const saveProof = (receipt, place, draw) => W.button('saveReceipt', () => W.busy('checking', () => W.keepProof(receipt))
    .then(kept => {
      if (!kept.proof) return void place.replaceChildren(h('p', { class: 'note', role: 'status' }, W.t('proofLater')));
      const file = URL.createObjectURL(new Blob([JSON.stringify(kept.proof)], { type: 'application/json' }));
      h('a', { href: file, download: `tongzhao-receipt-${kept.id}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(file), 1000);
      draw(kept);
    }, error => W.complain(place, error)), 'quiet');

  W.history = async () => {
    const receipts = await W.receipts();
    const keep = (shown, draw) => {
      const place = h('div');
      return [saveProof(shown, place, draw), place];
    };
    const entry = receipt => {
      const item = h('li', { class: 'card' });
      const draw = shown => item.replaceChildren(W.receiptFacts(shown),
        ...(shown.disownedAt ? [h('p', { class: 'verdict', role: 'status' }, W.t('disowned'))]
          : shown.link ? W.notMe(shown, draw) : []),
        ...(shown.link || shown.proof ? keep(shown, draw) : []));
      draw(receipt);
      return item;
    };
    W.show(() => [W.t('history'), receipts.length === 0 ? h('p', { class: 'card' }, W.t('noHistory'))
      : [h('ul', { class: 'cards' }, receipts.map(entry)),
        h('div', { class: 'stack' }, W.link('consents', '#/consents'))]]);
  };
})(window.Wallet = window.Wallet || {});
