/* The page that waits for a phone: looks every two seconds how the request stands and goes on when
   it is answered. Without JavaScript the page loads itself anew. */
(function () {
  const page = document.querySelector("[data-standing]");
  if (!page) return;
  const look = window.setInterval(async function () {
    try {
      const answer = await fetch(page.dataset.standing, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).standing === "waiting") return;
      window.clearInterval(look);
      window.location.replace(window.location.pathname);
    } catch {
      /* the network is away for a moment: the next look finds it */
    }
  }, 2000);
})();
