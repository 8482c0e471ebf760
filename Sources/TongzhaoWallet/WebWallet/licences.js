'use strict';
// The pages of what the wallet holds: licences, one licence, how to receive one.
(function (W) {
  const { h } = W, many = 8;

  /** A licence in short: name, code, role, state. */
  W.card = ({ claims }) => [
    h('span', { class: 'name' }, W.nameOf(claims)), h('span', { class: 'code' }, claims.uscc),
    h('span', { class: 'line' }, W.value('holder_role', claims.holder_role), ' ',
      h('span', { class: W.isUsable(claims) ? 'state' : 'state bad' },
        claims.registration_state ? W.value('registration_state', claims.registration_state) : '')),
  ];

  /** A list that can be searched when it is long. `entry` draws one. */
  W.searchable = (licences, entry) => {
    const list = h('ul', { class: 'cards' }), result = h('p', { role: 'status', class: 'note' });
    const draw = text => {
      const found = licences.filter(licence => W.matches(licence, text));
      list.replaceChildren(...found.map(licence => h('li', {}, entry(licence))));
      result.textContent = text ? W.t('found', found.length) : '';
    };
    draw('');
    if (licences.length <= many) return [list];
    const field = h('input', {
      type: 'search', id: 'search', placeholder: W.t('searchHint'), oninput: () => draw(field.value.trim()),
    });
    return [h('label', { for: 'search' }, W.t('search')), field, result, list];
  };

  W.home = async () => {
    const licences = await W.licences();
    W.show(() => [W.t('myLicences'),
      licences.length === 0 ? h('p', { class: 'card' }, W.t('none'))
        : W.searchable(licences, one => h('a', { class: 'card', href: `#/licence/${one.id}` }, W.card(one))),
      h('div', { class: 'stack' },
        licences.length > 0 && W.link('scanToLogIn', '#/scan', 'main'),
        W.link('receiveFirst', '#/scan', licences.length > 0 ? '' : 'main')),
    ], W.isFirst);
  };

  W.licence = async id => {
    let licence = (await W.all('licences')).find(one => one.id === id);
    if (!licence) return W.home();
    const place = h('div');
    const renew = () => W.busy('renewing', async () => {
      licence = await W.renew(licence);
      place.replaceChildren();
      W.redraw();
    }).then(() => W.say(W.t('renewed')), error => W.complain(place, error, 'receiving'));
    const remove = async () => {
      await W.keep({ licences: [licence.id] });
      location.hash = '#/';
    };
    const page = () => [W.nameOf(licence.claims), place,
      h('div', { class: 'card' }, W.facts(W.face.filter(name => licence.claims[name] || name === 'term_to')
        .map(name => [W.label(name, licence.claims), W.value(name, licence.claims[name])]))),
      h('div', { class: 'card' }, W.facts([
        [W.t('asOf'), licence.claims.as_of && W.moment(licence.claims.as_of)],
        [W.t('validUntil'), W.moment(licence.expires)], [W.t('issuedAt'), licence.source.issuer],
      ])),
      h('div', { class: 'stack' }, licence.source.refresh && W.button('renew', renew),
        W.guarded('remove', 'removeSure', 'yesRemove', remove)),
    ];
    return W.show(page);
  };

  /** An offer: what, by whom; the digits; whether the device is locked. */
  W.receivePage = async offer => {
    const metadata = await W.issuerOf(offer.issuer, offer.server), place = h('div');
    const display = () =>
      metadata.displays.find(one => String(one.locale).startsWith(W.language)) || metadata.displays[0];
    const page = () => {
      const code = h('input', {
        id: 'tx-code', name: 'tx_code', required: true, autocomplete: 'one-time-code', maxlength: 32, class: 'digits',
        inputmode: offer.isNumeric ? 'numeric' : 'text',
      });
      const lock = h('input', { type: 'checkbox', id: 'lock', required: true, 'aria-describedby': 'lock-hint' });
      const missing = (key, field) => {
        place.replaceChildren(h('p', { role: 'alert', class: 'alert' }, W.t(key)));
        field.focus();
      };
      const receive = async event => {
        event.preventDefault();
        const typed = code.value.replace(/\s/g, '');
        if (offer.asksCode && !typed) return missing('codeMissing', code);
        if (!lock.checked) return missing('lockMissing', lock);
        try {
          const licence = await W.busy('receiving', () => W.receive(offer, typed));
          // Asked for once there is something to lose: browsers may otherwise clear what is rarely used.
          if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
          return W.received(licence);
        } catch (error) {
          W.complain(place, error, 'receiving');
          return code.focus();
        }
      };
      const shown = display(), name = shown && shown.name ? String(shown.name).slice(0, 100) : new URL(offer.issuer).host;
      return [W.t('receive'),
        h('div', { class: 'card' }, W.facts([
          [W.t('offeredBy'), h('strong', {}, name)],
          [W.t('at'), offer.issuer],
        ]), h('p', { class: 'note' }, W.t('vouch'))),
        place,
        h('form', { class: 'card', novalidate: true, onsubmit: receive },
          offer.asksCode && [h('label', { for: 'tx-code' }, W.t('code', offer.digits)), code],
          h('label', { class: 'check', for: 'lock' }, lock, h('span', {}, W.t('lockQuestion'))),
          h('p', { class: 'note', id: 'lock-hint' }, W.t('lockHint')),
          W.pair(h('button', { class: 'main' }, W.t('accept')), W.link('cancel', '#/'))),
      ];
    };
    W.show(page);
  };

  W.received = licence => W.show(() => [W.t('received'), h('div', { class: 'card good' }, W.card(licence)),
    h('p', {}, W.t('receivedHow')), h('div', { class: 'stack' }, W.link('home', '#/', 'main'))]);
})(window.Wallet = window.Wallet || {});
