/* Answers for the portal while there is no network, version {{ version }}.

   Kept are: the page that says there is no network, the card a member last opened, and their styles
   and scripts. Nothing else of a person is kept, and the card goes at log-out, when the log-in page
   is asked for, when the server no longer shows it, and after a week (个人信息保护法 art. 19). */
"use strict";

const SHELL = "zhigong-shell-{{ version }}";
const CARD = "zhigong-card";
const OFFLINE_PAGE = "{% url "portal:offline" %}";
const CARD_PAGE = "{% url "people:card" %}";
const LOGIN_PAGE = "{% url "accounts:login" %}";
const LOGOUT = "{% url "accounts:logout" %}";
const OTHER_SCREENS = /^\/(desk|cockpit|kiosk|api|ui|accounts)\//;
const KEEP_MS = 7 * 24 * 3600 * 1000;
const PATIENCE_MS = 6000;
const STATIC = /(?:href|src)="([^"#?]*\/static\/[^"#?]+)/g;

/* Mark the kept copy as one: the page then says 离线 and when it was fetched. */
const marked = (html) => html.replace('data-kept="no"', 'data-kept="yes"');

async function keepParts(cache, html) {
  const parts = Array.from(html.matchAll(STATIC), (match) => match[1]);
  await Promise.all(
    Array.from(new Set(parts), async (part) => {
      if (!(await cache.match(part))) await cache.add(part);
    }),
  );
}

async function keepCard(response) {
  const html = await response.text();
  if (!html.includes('data-kept="no"')) return;
  const cache = await caches.open(CARD);
  const headers = { "Content-Type": "text/html; charset=utf-8", "X-Kept": String(Date.now()) };
  await keepParts(cache, html);
  await cache.put(CARD_PAGE, new Response(marked(html), { headers }));
}

async function keptCard() {
  const cache = await caches.open(CARD);
  const kept = await cache.match(CARD_PAGE);
  if (!kept) return null;
  if (Date.now() - Number(kept.headers.get("X-Kept")) < KEEP_MS) return kept;
  await caches.delete(CARD);
  return null;
}

const shell = async () => (await caches.match(OFFLINE_PAGE)) || Response.error();

/* A line that is there but does not carry is the usual case in a lift: wait, but not for ever. */
function patiently(request, patience) {
  const limit = new AbortController();
  const timer = patience && setTimeout(() => limit.abort(), patience);
  return fetch(request, { signal: limit.signal }).finally(() => clearTimeout(timer));
}

async function showCard(event) {
  const kept = await keptCard();
  try {
    const response = await patiently(event.request, kept ? PATIENCE_MS : 0);
    if (response.status === 200 && !response.redirected && response.type === "basic") {
      event.waitUntil(keepCard(response.clone()));
    } else if (response.status < 500) {
      await caches.delete(CARD); // she is logged out, or no longer shown a card
    }
    return response;
  } catch {
    return kept || shell();
  }
}

async function showPage(request) {
  try {
    return await fetch(request);
  } catch {
    return shell();
  }
}

async function showPart(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("install", (event) => {
  const install = async () => {
    const cache = await caches.open(SHELL);
    const response = await fetch(OFFLINE_PAGE, { credentials: "omit", cache: "no-cache" });
    await keepParts(cache, await response.clone().text());
    await cache.put(OFFLINE_PAGE, response);
    await self.skipWaiting();
  };
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter(
      (name) => name.startsWith("zhigong-shell-") && name !== SHELL,
    );
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

/* The page of the card was there before this script: it asks for being kept. */
self.addEventListener("message", (event) => {
  if (event.data !== "keep-card") return;
  const keep = async () => {
    const response = await fetch(CARD_PAGE, { credentials: "same-origin" });
    if (response.status === 200 && !response.redirected) await keepCard(response);
  };
  event.waitUntil(keep());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (pathname === LOGOUT || (pathname === LOGIN_PAGE && request.mode === "navigate")) {
    /* Wiped first and left then, so that nobody can be logged out with her card still here. */
    event.respondWith(caches.delete(CARD).then(() => fetch(request)));
    return;
  }
  if (request.method !== "GET") return;
  if (pathname.includes("/static/")) event.respondWith(showPart(request));
  else if (request.mode !== "navigate" || OTHER_SCREENS.test(pathname)) return;
  else event.respondWith(pathname === CARD_PAGE ? showCard(event) : showPage(request));
});
