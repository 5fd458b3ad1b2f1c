// Comfort on form pages; each of them works without. An answer that others depend on is sent as
// soon as it is given, and what the server answers is merged into the page: questions come and
// go, and what was typed elsewhere stays in its place with the cursor in it.
const FIELDS = "form-fields";
const told = new WeakMap();
let rowsPressed = false;

// What the server said of a field, apart from what is typed in it.
const said = (field) => {
  const copy = field.cloneNode(true);
  for (const each of copy.querySelectorAll("input")) {
    if (!["checkbox", "radio", "hidden"].includes(each.type)) each.removeAttribute("value");
    each.removeAttribute("checked");
  }
  for (const each of copy.querySelectorAll("option")) each.removeAttribute("selected");
  for (const each of copy.querySelectorAll("textarea")) each.textContent = "";
  return copy.innerHTML.replace(/\s+/g, " ");
};

const remember = (fields) => {
  for (const field of fields.children) told.set(field, said(field));
};

// What was typed while the server thought stays; what can't be chosen any more does not.
const carryOver = (from, to) => {
  for (const control of from.querySelectorAll("input, select, textarea")) {
    const next = control.id && to.querySelector(`#${CSS.escape(control.id)}`);
    if (!next || next.type !== control.type || control.type === "file") continue;
    if (["checkbox", "radio"].includes(control.type)) next.checked = control.checked;
    else if (control.tagName !== "SELECT" || [...next.options].some((each) => each.value === control.value)) {
      next.value = control.value;
    }
  }
};

const merge = (old, fresh, isTyped) => {
  const before = new Map([...old.children].map((each) => [each.dataset.field, each]));
  const active = document.activeElement;
  const focused = old.contains(active) ? active.id : "";
  const caret = focused && active.selectionStart;
  let place = null;
  for (const field of [...fresh.children]) {
    const kept = before.get(field.dataset.field);
    const isSame = kept && told.get(kept) === said(field);
    const next = isSame ? kept : field;
    if (!isSame) told.set(field, said(field));
    if (kept && !isSame) {
      if (isTyped && kept.dataset.field !== "_row_version") carryOver(kept, field);
      kept.remove();
    }
    before.delete(field.dataset.field);
    if (place) place.after(next);
    else old.prepend(next);
    place = next;
    if (!isSame) begin(field);
  }
  for (const gone of before.values()) gone.remove();
  focus(focused, caret);
};

const focus = (id, caret) => {
  const control = id && document.getElementById(id);
  if (!control || control === document.activeElement) return;
  control.focus({ preventScroll: true });
  if (typeof caret === "number" && control.setSelectionRange) {
    try {
      control.setSelectionRange(caret, caret);
    } catch {
      // a kind of field without a caret
    }
  }
};

// A mask says how characters lie: 9 a digit, A a letter, * either. What stands between them is
// put in by itself; a character that doesn't fit is left for the server to speak of.
const fits = { 9: /\d/, A: /\p{L}/u, "*": /[\p{L}\d]/u };

const masked = (mask, typed) => {
  const characters = [...typed].filter((each) => /[\p{L}\d]/u.test(each));
  let made = "";
  for (const sign of mask) {
    if (!characters.length) break;
    if (sign in fits) made += characters.shift();
    else {
      made += sign;
      if (characters[0] === sign) characters.shift();
    }
  }
  return made + characters.join("");
};

const wearMask = (control) => {
  control.addEventListener("input", (event) => {
    const isAtEnd = control.selectionStart === control.value.length;
    if (isAtEnd && event.inputType !== "deleteContentBackward") {
      control.value = masked(control.dataset.mask, control.value);
    }
  });
};

// A long list of boxes: find some by their words, tick all that are shown or none.
const searchChoices = (list) => {
  const items = [...list.querySelectorAll(".govuk-checkboxes__item")];
  const find = list.querySelector("[data-choices-find]");
  const count = list.querySelector("[data-choices-count]");
  // Letters without their marks, and two that have none to take off as keyboards without them have it.
  const plain = (words) => words.toLocaleLowerCase("az").normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ə", "e").replaceAll("ı", "i");
  const tell = () => {
    count.textContent = count.dataset.words.replace("{count}", list.querySelectorAll(":checked").length);
  };
  list.querySelector("[data-with-script]").hidden = false;
  find.addEventListener("input", () => {
    for (const item of items) item.hidden = !plain(`${item.textContent} ${item.dataset.foundBy ?? ""}`).includes(plain(find.value.trim()));
    for (const group of list.querySelectorAll("[data-choices-group]")) {
      group.hidden = !group.querySelector(".govuk-checkboxes__item:not([hidden])");
    }
  });
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  for (const button of list.querySelectorAll("[data-choices-set]")) {
    button.addEventListener("click", () => {
      for (const item of items) if (!item.hidden) item.querySelector("input").checked = Boolean(button.dataset.choicesSet);
      tell();
    });
  }
  list.addEventListener("change", tell);
  tell();
};

const begin = (root) => {
  for (const control of root.querySelectorAll("[data-mask]")) wearMask(control);
  for (const list of root.querySelectorAll("[data-choices]")) searchChoices(list);
  for (const part of root.querySelectorAll("[data-without-script]")) part.hidden = true;
  document.dispatchEvent(new CustomEvent("pencere:fields", { detail: root }));
  if (window.htmx) window.htmx.process(root);
};

// After a row was added the cursor stands in its first question, after one was taken away on the
// button that adds.
const afterRows = (pressed, fields) => {
  const key = pressed.value.split("[")[0];
  const group = fields.querySelector(`[data-field="${CSS.escape(key)}"]`);
  const rows = group ? group.querySelectorAll("[data-row]") : [];
  const wanted =
    pressed.name === "_add"
      ? rows[rows.length - 1]?.querySelector("input, select, textarea")
      : group?.querySelector("button[name=_add]");
  wanted?.focus();
};

// One element asks for all fields, one question after the other: none overtakes another, and
// none is broken off, for the server keeps what it was asked with.
const ask = (form, fields) => {
  const asking = document.getElementById("form-refresh");
  let pressed = null;
  let isAsking = false;
  fields.addEventListener("change", (event) => {
    if (event.target.closest("[data-refresh]")) window.htmx.trigger(asking, "refresh");
  });
  document.body.addEventListener("htmx:beforeRequest", () => {
    isAsking = true;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    isAsking = false;
    const element = event.detail.requestConfig?.elt; // it may be out of the page by now
    if (element instanceof HTMLButtonElement) afterRows(element, fields);
    if (pressed) form.requestSubmit(pressed);
  });
  form.addEventListener("submit", (event) => {
    if (!isAsking) return;
    event.preventDefault();
    pressed = event.submitter;
  });
};

const start = () => {
  const fields = document.getElementById(FIELDS);
  if (!fields) return;
  remember(fields);
  begin(fields);
  if (!window.htmx) return;
  window.htmx.defineExtension("merge", {
    isInlineSwap: (style) => style === "merge",
    handleSwap: (style, target, fragment) => {
      if (style !== "merge") return false;
      const fresh = fragment.querySelector(`#${FIELDS}`);
      // A page without fields (the session ended meanwhile) changes nothing here.
      if (fresh) merge(fields, fresh, !rowsPressed);
      rowsPressed = false;
      return [];
    },
  });
  document.body.addEventListener("htmx:configRequest", (event) => {
    rowsPressed = event.detail.elt instanceof HTMLButtonElement;
  });
  ask(document.getElementById("main-form"), fields);
};

start();
