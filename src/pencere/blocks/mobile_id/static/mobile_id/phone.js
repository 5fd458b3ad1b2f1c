/* A phone of the demo: shows a request when it comes, and types the PIN by its own keys. Without
   JavaScript the page is looked at anew by its link, and the PIN is typed. */
(function () {
  const phone = document.querySelector("[data-phone]");
  if (!phone) return;
  const pin = document.getElementById("field-pin");
  const pad = document.querySelector(".pn-pad");
  if (pad && pin) {
    pad.hidden = false;
    pad.addEventListener("click", function (event) {
      const key = event.target.closest("button");
      if (!key) return;
      pin.value = key.dataset.key ? pin.value + key.dataset.key : pin.value.slice(0, -1);
    });
  }
  window.setInterval(async function () {
    if (document.hidden || (pin && pin.value)) return;
    try {
      const answer = await fetch(phone.dataset.phone, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).request !== phone.dataset.request) {
        window.location.assign(window.location.pathname);
      }
    } catch {
      /* the network is away for a moment: the next look finds it */
    }
  }, 1500);
})();
