// Comfort for who works by keyboard all day: single keys, and template words without a reload.
// All of it can be done without this script.
const stored = "pencere.desk.keys";

const isOn = () => localStorage.getItem(stored) !== "off";

const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog") !== null;

// The link of the row before or after the one that has the focus.
const step = (by) => {
  const links = [...document.querySelectorAll("[data-key-row] a[href]")];
  if (!links.length) return;
  const row = document.activeElement.closest("[data-key-row]");
  const here = row ? links.indexOf(row.querySelector("a[href]")) : -1;
  const next = here < 0 && by < 0 ? links.length - 1 : Math.min(Math.max(here + by, 0), links.length - 1);
  links[next].focus();
};

const help = document.querySelector("[data-keys-help]");

const keys = {
  j: () => step(1),
  k: () => step(-1),
  t: () => document.querySelector('[data-key="t"]')?.click(),
  n: () => document.querySelector('[data-key="n"]')?.click(),
  "/": () => (document.querySelector("#filter-text") ?? document.querySelector("#header-search"))?.focus(),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (!(event.key in keys) || (event.key !== "?" && !isOn())) return;
  event.preventDefault();
  keys[event.key]();
});

if (help) {
  const opener = document.querySelector("[data-keys-open]");
  const choice = document.querySelector("[data-keys-on]");
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  choice.checked = isOn();
  choice.addEventListener("change", () => localStorage.setItem(stored, choice.checked ? "on" : "off"));
}

for (const ready of document.querySelectorAll("[data-ready-words]")) {
  ready.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    const words = ready.querySelector("select").selectedOptions[0]?.dataset.words ?? "";
    const comment = ready.closest(".govuk-form-group").querySelector("textarea");
    comment.value = comment.value.trim() ? `${comment.value.trimEnd()}\n\n${words}` : words;
    comment.focus();
  });
}
