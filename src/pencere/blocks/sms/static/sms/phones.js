/* A phone of the demo: the newest message stays in sight, unless somebody reads further up. */
(function () {
  const screen = document.getElementById("texts");
  if (!screen) return;
  let isAtEnd = true;
  const toEnd = function () {
    if (isAtEnd) screen.scrollTop = screen.scrollHeight;
  };
  for (const link of document.querySelectorAll("[data-without-script]")) link.hidden = true;
  screen.addEventListener("scroll", function () {
    isAtEnd = screen.scrollHeight - screen.scrollTop - screen.clientHeight < 40;
  });
  document.body.addEventListener("htmx:afterSettle", toEnd);
  toEnd();
})();
