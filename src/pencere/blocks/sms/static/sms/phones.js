/* A phone of the demo: the newest message stays in sight, unless somebody reads further up. */
(function () {
  let isAtEnd = true;
  let place = 0;
  const show = function () {
    const screen = document.querySelector("#texts ol");
    if (!screen) return;
    screen.scrollTop = isAtEnd ? screen.scrollHeight : place;
    screen.addEventListener("scroll", function () {
      place = screen.scrollTop;
      isAtEnd = screen.scrollHeight - place - screen.clientHeight < 40;
    });
  };
  for (const link of document.querySelectorAll("[data-without-script]")) link.hidden = true;
  document.body.addEventListener("htmx:afterSettle", show);
  show();
})();
