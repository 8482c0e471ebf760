'use strict';
// Puts pages on the screen: elements without markup in texts, one page at a time, what a screen reader is told.
(function (W) {
  const main = document.getElementById('page');
  let current, leave = [];

  /** An element. A property is an attribute, or a handler when it begins with `on`. */
  W.h = (tag, properties, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, '');
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.flat(3).filter(child => child !== null && child !== undefined && child !== false));
    return element;
  };

  W.button = (key, onclick, kind = '') => W.h('button', { type: 'button', class: kind, onclick }, W.t(key));
  W.link = (key, href, kind = '') => W.h('a', { class: `button ${kind}`, href }, W.t(key));
  W.pair = (...buttons) => W.h('div', { class: 'pair' }, buttons);

  /** A list of facts: [label, value]; those without value are left out. */
  W.facts = (list, kind = '') => W.h('dl', { class: kind }, list.filter(([, value]) => value)
    .map(([label, value]) => W.h('div', {}, W.h('dt', {}, label), W.h('dd', {}, value))));

  /** Said aloud, and seen under the heading while something is under way. */
  W.say = text => { document.getElementById('status').textContent = text; };

  /** What must end with this page: a camera, a timer. */
  W.onLeave = action => leave.push(action);

  /** Shows a page: a heading and what stands below. `page` is drawn again when the language changes. */
  W.show = (page, keepsFocus) => {
    leave.forEach(action => action());
    leave = [];
    current = page;
    const [title, ...content] = page();
    const heading = W.h('h1', { tabindex: '-1' }, title);
    main.replaceChildren(heading, ...content.flat().filter(Boolean));
    document.title = `${title} · ${W.t('title')}`;
    W.say('');
    if (keepsFocus) return;
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  };

  W.isShown = page => current === page;
  W.redraw = () => current && W.show(current, true);

  const notice = (error, during) => W.h('p',
    { role: 'alert', class: 'alert', 'data-refusal': error.rejection || error.name }, W.sentence(error, during));

  /** A sentence and a way on, as a page of its own. */
  W.fail = (error, again) => {
    if (!(error instanceof W.Refusal)) console.error(error);
    W.show(() => [W.t('error'), notice(error), W.h('div', { class: 'stack' },
      again && W.button('again', again, 'main'), W.link('home', '#/'))]);
  };

  /** The same on the page where it happened. */
  W.complain = (place, error, during) => {
    if (!(error instanceof W.Refusal)) console.error(error);
    W.say('');
    place.replaceChildren(notice(error, during));
  };

  /** One thing at a time: no button of the page works while it is under way. */
  W.busy = async (key, action) => {
    const controls = [...main.querySelectorAll('button, input, textarea')].filter(control => !control.disabled);
    controls.forEach(control => { control.disabled = true; });
    W.say(W.t(key));
    try {
      return await action();
    } finally {
      controls.forEach(control => { control.disabled = false; });
      W.say('');
    }
  };

  /** A button that asks once more before it acts. */
  W.guarded = (key, question, yes, action) => {
    const place = W.h('div', { class: 'guarded' });
    const ask = () => {
      place.replaceChildren(W.h('p', { role: 'alert' }, W.t(question)),
        W.pair(W.button(yes, action, 'danger'), W.button('no', rest)));
      place.querySelector('button:last-child').focus();
    };
    const rest = () => place.replaceChildren(W.button(key, ask, 'quiet'));
    rest();
    return place;
  };

  /** The parts that stand around every page. */
  W.frame = () => {
    document.documentElement.lang = W.language === 'en' ? 'en' : 'zh-CN';
    for (const element of document.querySelectorAll('[data-t]')) element.textContent = W.t(element.dataset.t);
    for (const element of document.querySelectorAll('[data-label]')) {
      element.setAttribute('aria-label', W.t(element.dataset.label));
    }
    document.getElementById('language').lang = W.language === 'en' ? 'zh-CN' : 'en';
  };
})(window.Wallet = window.Wallet || {});
