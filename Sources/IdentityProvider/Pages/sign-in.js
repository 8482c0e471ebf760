// What the pages of a login do beyond HTML: the code moves, the page follows its order, nothing typed is lost.
// Without this file they still work: the page refreshes itself, every choice is a form.
"use strict";
(() => {
  const live = document.getElementById("live");
  const offline = document.getElementById("offline");
  let section = document.querySelector("section[data-path]");
  const chinese = document.documentElement.lang.startsWith("zh");
  const finals = ["done", "expired", "denied", "cancelled", "failed", "ended", "disowned"];
  const isShown = () => document.visibilityState === "visible";

  const back = document.getElementById("go-back");
  if (back && history.length > 1) {
    back.hidden = false;
    back.addEventListener("click", () => history.back());
  }

  // A form goes out once: a second click would overtake the answer that carries the login.
  let leavingUntil = 0;
  const isLeaving = () => Date.now() < leavingUntil;
  const leave = () => { leavingUntil = Date.now() + 8000; };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (isLeaving()) return event.preventDefault();
    if (section && form.id === "typed-form") {
      event.preventDefault();
      offerTypedCode(form);
    } else if (section && "here" in form.dataset) {
      event.preventDefault();
      load(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    } else leave();
  });
  // Browsers speak their own language about a field; the page speaks the person's.
  document.addEventListener("invalid", (event) => event.target.setCustomValidity(event.target.title), true);
  document.addEventListener("input", (event) => event.target.setCustomValidity(""));
  // A page out of the browser's memory shows what was, not what is.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  // After a logout other sites are told in frames. When all of them have answered, or one does not, the way goes on.
  const next = document.getElementById("next");
  if (next) {
    const goOn = () => location.replace(next.href);
    window.addEventListener("load", goOn);
    setTimeout(goOn, 4000);
  }
  const answer = document.getElementById("form-post");
  if (answer) {
    leave();
    answer.submit();
  }
  if (!section) return;

  const path = section.dataset.path;
  const isOrder = section.id === "order";
  const isFinal = () => finals.includes(section.dataset.phase);
  const key = (phase, version) => phase + "." + (version || 0);

  // Saying: each state once, politely.
  const announce = (text) => { if (live.textContent !== text) live.textContent = text; };
  function announceState() {
    const parts = [...section.querySelectorAll("#say, .bad, .notice:not(.advice)")];
    announce(parts.map((part) => part.textContent.replace(/\s+/g, " ").trim()).join(" "));
  }
  function connected(yes) {
    if (offline.hidden === yes) return;
    offline.hidden = yes;
    if (yes) announceState();
    else announce(offline.querySelector("strong").textContent);
  }

  // Showing: the section of a newer page takes this one's place.
  function show(page) {
    const next = page.getElementById(section.id);
    if (!next) return false;
    const old = section;
    const changed = key(next.dataset.phase, next.dataset.version) !== key(old.dataset.phase, old.dataset.version);
    const had = document.activeElement;
    const hadFocus = old.contains(had);
    next.querySelectorAll("noscript, [autofocus]").forEach((part) => {
      if (part.matches("noscript")) part.remove();
      else part.removeAttribute("autofocus");
    });
    keep(old, next);
    old.replaceWith(next);
    section = next;
    document.title = page.title;
    // Focus goes to the digits when they are wanted, stays where it was if that is still there, and is never taken
    // from outside.
    const digits = next.querySelector("input[name=number]");
    if (digits && (hadFocus || had === document.body)) digits.focus();
    else if (hadFocus) {
      const same = had.id && document.getElementById(had.id);
      (same && next.contains(same) ? same : next.querySelector("#say")).focus();
    }
    startClock();
    if (changed) announceState();
    proceed();
    return true;
  }
  function keep(old, next) {
    const typed = [old, next].map((part) => part.querySelector("input[name=number]"));
    if (typed[0] && typed[1]) typed[1].value = typed[0].value;
    const help = [old, next].map((part) => part.querySelector("details"));
    if (help[0] && help[1]) help[1].open = help[0].open;
    const code = [old, next].map((part) => part.querySelector("#code"));
    if (code[0] && code[1]) code[1].replaceWith(code[0]);
    const digits = [old, next].map((part) => part.querySelector("#typed"));
    if (digits[0] && digits[1] && old.dataset.phase === next.dataset.phase) digits[1].replaceWith(digits[0]);
  }

  // One load at a time; news that come meanwhile ask for one more, not for many.
  let loads = Promise.resolve();
  let isStale = false;
  function load(address, options) {
    loads = loads.then(() => fetchAndShow(address, options));
  }
  function reload() {
    if (isStale) return;
    isStale = true;
    loads = loads.then(() => { isStale = false; return fetchAndShow(path); });
  }
  async function fetchAndShow(address, options) {
    try {
      const answer = await fetch(address, Object.assign({ headers: { Accept: "text/html" } }, options));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      connected(true);
      // The order is gone, or is not this browser's: the server's own page says so, and what to do.
      if ((!answer.ok || !show(page)) && answer.status < 500 && answer.status !== 429 && !isLeaving()) {
        location.replace(path);
      }
    } catch (failure) {
      connected(false);
    }
  }
  function hear(state) {
    connected(true);
    if (key(state.state, state.version) !== key(section.dataset.phase, section.dataset.version)) reload();
  }

  // Following: events, else questions. A hidden page does neither, and asks as soon as it is seen again.
  let events = null;
  let timer = 0;
  function rest() {
    clearTimeout(timer);
    if (events) events.close();
    events = null;
  }
  function follow() {
    rest();
    if (isFinal() || !isShown()) return;
    if (!isOrder || !window.EventSource) return ask();
    let failures = 0;
    const source = events = new EventSource(path + "/events");
    const giveUp = () => { if (events === source) { rest(); ask(); } };
    timer = setTimeout(giveUp, 5000);
    source.addEventListener("state", (event) => {
      clearTimeout(timer);
      failures = 0;
      hear(JSON.parse(event.data));
    });
    source.addEventListener("error", () => {
      failures += 1;
      clearTimeout(timer);
      timer = setTimeout(giveUp, 8000);
      if (isFinal()) rest();
      else if (source.readyState === EventSource.CLOSED || failures > 2) giveUp();
    });
  }
  async function ask() {
    if (isFinal() || !isShown()) return;
    try {
      const answer = await fetch(isOrder ? path + "/state" : path, { headers: { Accept: "application/json" } });
      if (answer.ok) hear(await answer.json());
      else if (answer.status === 403 || answer.status === 404) reload();
    } catch (failure) {
      connected(false);
    }
    clearTimeout(timer);
    timer = setTimeout(ask, 2000);
  }

  // Moving: a fresh code every second and a half, while somebody can see it.
  let codeTimer = 0;
  function moveCode() {
    clearTimeout(codeTimer);
    codeTimer = setTimeout(moveCode, 1500);
    const code = section.querySelector("#code");
    if (!code || !isShown()) return;
    const next = code.cloneNode();
    next.onload = () => { if (code.isConnected) code.replaceWith(next); };
    next.src = path + "/qr.svg?" + Date.now();
  }

  // Counting: what is left of this state.
  let end = 0;
  let asked = 0;
  let typedEnd = 0;
  const words = (seconds) => seconds > 90
    ? Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0") : seconds + (chinese ? " 秒" : " s");
  function startClock() {
    end = Date.now() + Number(section.dataset.life) * 1000;
    tick();
  }
  function tick() {
    const now = Date.now();
    const left = Math.max(0, Math.ceil((end - now) / 1000));
    section.querySelectorAll("[data-clock]").forEach((clock) => { clock.textContent = words(left); });
    section.querySelectorAll("[data-ring]").forEach((ring) => {
      ring.setAttribute("stroke-dasharray", left + " " + ring.dataset.ring);
    });
    const typed = section.querySelector("#typed");
    if (typed && !typed.hidden && typedEnd) {
      const seconds = Math.ceil((typedEnd - now) / 1000);
      section.querySelector("#typed-left").textContent = words(Math.max(0, seconds));
      if (seconds <= 0) typed.hidden = true;
    }
    if (left === 0 && !isFinal() && isShown() && now - asked > 3000) {
      asked = now;
      reload();
    }
  }

  async function offerTypedCode(form) {
    try {
      const answer = await fetch(form.action, {
        method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(),
      });
      if (!answer.ok) {
        leave();
        return form.submit();
      }
      const offered = await answer.json();
      const digits = offered.code.slice(0, 4) + " " + offered.code.slice(4);
      section.querySelector("#typed-code").textContent = digits;
      section.querySelector("#typed").hidden = false;
      typedEnd = Date.now() + offered.expires_in * 1000;
      tick();
      announce(section.querySelector("#typed p").textContent.trim() + " " + digits);
    } catch (failure) {
      connected(false);
    }
  }

  // Once: if the server sends the page back unchanged, the button is the person's, and nothing runs in circles.
  function proceed() {
    const form = section.querySelector("#proceed");
    if (!form || isLeaving() || wasSent(path)) return;
    leave();
    form.submit();
  }
  function wasSent(order) {
    try {
      if (sessionStorage.getItem("proceeded") === order) return true;
      sessionStorage.setItem("proceeded", order);
    } catch (failure) {
      // A browser without storage: the button serves.
      return true;
    }
    return false;
  }

  document.addEventListener("visibilitychange", () => {
    follow();
    if (isShown()) { tick(); moveCode(); }
  });
  setInterval(tick, 1000);
  startClock();
  follow();
  if (isOrder) codeTimer = setTimeout(moveCode, 1500);
  setTimeout(announceState, 300);
  proceed();
})();
