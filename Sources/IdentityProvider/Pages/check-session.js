// Answers the page of a client whether the login that it knows is still the one of this browser (OpenID Connect Session
// Management 1.0 §3.2). It compares and asks nobody, so that a page may ask as often as it likes.
"use strict";
(() => {
  const prefix = document.currentScript.dataset.cookie + "=";
  const sessionState = /^[A-Za-z0-9_-]{43}\.([A-Za-z0-9_-]{22})$/;

  function browserState() {
    const found = document.cookie.split("; ").filter((cookie) => cookie.startsWith(prefix));
    return found.length === 1 ? found[0].slice(prefix.length) : null;
  }

  async function digest(text) {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  // A login is known by a cookie. Where there is none, either the browser was closed meanwhile, or it keeps our cookies
  // from frames: then nobody can tell, and a client that took it for a change would ask anew without end.
  async function withoutState() {
    const sees = document.hasStorageAccess ? await document.hasStorageAccess() : false;
    return sees ? "changed" : "error";
  }

  async function verdict(message, origin) {
    const space = typeof message === "string" ? message.lastIndexOf(" ") : -1;
    if (space < 1) return "error";
    const [client, expected] = [message.slice(0, space), message.slice(space + 1)];
    const salt = expected.match(sessionState)?.[1];
    if (!salt) return "error";
    const state = browserState();
    if (!state) return withoutState();
    return await digest(`${client} ${origin} ${state} ${salt}`) + "." + salt === expected ? "unchanged" : "changed";
  }

  window.addEventListener("message", async (event) => {
    // A page without an origin of its own can be answered by none.
    if (!event.source || event.origin === "null") return;
    let answer = "error";
    try {
      answer = await verdict(event.data, event.origin);
    } finally {
      event.source.postMessage(answer, event.origin);
    }
  });
})();
