// Keeps the page for checks without network, and nothing else of what officers see. Its address
// and the files that it needs are put before this text by the server.
const PAGE = "/patrol/offline/";
const SHELF = `patrol-${KEPT.join("|").length}-${[...KEPT.join("|")].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)}`;

const keepPage = async (shelf) => {
  const page = await fetch(PAGE, { credentials: "same-origin" });
  // After a sign-in page nothing is kept: it isn't this page.
  if (page.ok && !page.redirected) await shelf.put(PAGE, page.clone());
  return page;
};

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(SHELF).then(async (shelf) => {
      await shelf.addAll(KEPT);
      await keepPage(shelf).catch(() => {});
      await self.skipWaiting();
    }),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then(async (names) => {
      await Promise.all(names.filter((name) => name.startsWith("patrol-") && name !== SHELF).map((name) => caches.delete(name)));
      await self.clients.claim();
    }),
  );
});

const kept = async (request) => {
  const shelf = await caches.open(SHELF);
  return (await shelf.match(request)) ?? fetch(request);
};

const page = async (request) => {
  const shelf = await caches.open(SHELF);
  try {
    return new URL(request.url).pathname === PAGE ? await keepPage(shelf) : await fetch(request);
  } catch (error) {
    const found = await shelf.match(PAGE);
    if (!found) throw error;
    return new URL(request.url).pathname === PAGE ? found : Response.redirect(PAGE);
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (KEPT.includes(pathname)) event.respondWith(kept(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
});
